import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listen } from '../listen.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** One of the commands of this folder, as npm runs it, with nothing in its environment but this. */
export class Command {
  stdout = '';
  stderr = '';
  private readonly child;
  private readonly ended;

  constructor(
    script: string,
    environment: Record<string, string>,
    { args = [], shell = false }: { args?: string[]; shell?: boolean } = {},
  ) {
    const command = [process.execPath, '--import', 'tsx', join('local', script), ...args];
    const [program = '', ...rest] = shell
      ? ['/bin/sh', '-c', 'true && "$0" "$@"', ...command]
      : command;
    this.child = spawn(program, rest, { cwd: root, env: environment });
    this.child.stdout.on('data', (data) => (this.stdout += String(data)));
    this.child.stderr.on('data', (data) => (this.stderr += String(data)));
    this.ended = once(this.child, 'close');
  }

  /** Waits until it has printed this. */
  async prints(text: string): Promise<void> {
    while (!this.stdout.includes(text)) {
      if (this.child.exitCode !== null) throw new Error(`It ended: ${this.stdout}${this.stderr}`);
      await Promise.race([once(this.child.stdout, 'data'), this.ended]);
    }
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Its exit code, when it and all that it started have ended. */
  async exitCode(): Promise<number | null> {
    await this.ended;
    return this.child.exitCode;
  }
}

/** Ports that nothing listens on. */
export async function freePorts(count: number): Promise<number[]> {
  const taken = await Promise.all(
    Array.from({ length: count }, async () =>
      listen(() => undefined, { port: 0, host: '127.0.0.1' }),
    ),
  );
  await Promise.all(taken.map(async ({ close }) => close()));
  return taken.map(({ port }) => port);
}
