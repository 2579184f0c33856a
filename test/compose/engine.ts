import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { readServiceName } from '../../src/config/version.js';
import { eventually } from '../support/eventually.js';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Of a name of its own: what `docker compose up` keeps is left alone. */
export const PROJECT = `${readServiceName()}-test`;
export const BFF = 'http://localhost:3000';
export const COGNITO = 'http://localhost:3001';

const PATIENCE_MS = 60_000;
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;
const run = promisify(execFile);

/** What a docker command prints. Which stack compose means, and which engine, the environment says. */
export async function docker(...args: string[]): Promise<string> {
  const { stdout } = await run('docker', args, { cwd: ROOT, maxBuffer: MAX_OUTPUT_BYTES });
  return stdout.trim();
}

export const compose = async (...args: string[]) => docker('compose', ...args);

/** The ids of a service's containers, or of all, ended ones among them. */
export async function containersOf(...services: string[]): Promise<string[]> {
  return (await compose('ps', '--all', '--quiet', ...services)).split('\n').toSorted();
}

/** Waits until the container says of itself that it is well. */
export async function healthy(container: string): Promise<void> {
  const health = async () => docker('inspect', '--format={{.State.Health.Status}}', container);
  await eventually(async () => (await health()) === 'healthy', PATIENCE_MS);
}
