import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { eventually } from '../../support/eventually.js';
import { Broken } from '../broken.js';
import type { Contestant } from '../contestants/contestant.js';
import { closedLoad, forSeconds } from '../load/closed.js';
import { type Profile, topOf } from '../profile/top.js';
import type { Say } from '../say.js';
import type { Stage } from '../stage.js';
import { CONNECTIONS } from './rate.js';

const SESSIONS = 200;
const WARM_UP_SECONDS = 4;
const WRITE_PATIENCE_MS = 30_000;

/**
 * Where the processor's time goes in a contestant on Node while it is under load: not its start, not the
 * logins. The profile is left in `file`, for a browser's developer tools.
 */
export async function profile(
  stage: Stage,
  contestant: Contestant,
  { file, seconds }: { readonly file: string; readonly seconds: number },
  say: Say,
): Promise<Profile> {
  mkdirSync(dirname(file), { recursive: true });
  rmSync(file, { force: true });
  const entry = await stage.enter(contestant, { nodeOptions: ['--import', recorderTo(file)] });
  await entry.signIn(SESSIONS);
  const load = (duration: number) =>
    closedLoad(entry, { connections: CONNECTIONS, goesOn: forSeconds(duration) });
  await load(WARM_UP_SECONDS);
  entry.signal('SIGUSR2');
  await load(seconds);
  entry.signal('SIGUSR2');
  await eventually(async () => existsSync(file), WRITE_PATIENCE_MS).catch((cause: unknown) => {
    throw new Broken(`${entry.name} didn’t write its profile to ${file}`, { cause });
  });
  await entry.stop();
  say(`profile: ${file}`);
  return topOf(file);
}

function recorderTo(file: string): string {
  const recorder = new URL('../profile/recorder.ts', import.meta.url);
  recorder.searchParams.set('file', file);
  return recorder.href;
}
