import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { compileCache } from '../support/compile-cache.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Ended {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

export interface Around {
  environment?: Record<string, string>;
  /** What comes in by standard input; a function is asked again and again, with what was printed. */
  input?: string | ((stdout: string) => string | undefined);
  /** The reader of its standard output goes away at once, as `| true` does. */
  isUnread?: boolean;
}

/**
 * `npm run user -- …` as npm runs it: a process of its own, no terminal, and nothing in its
 * environment but this.
 */
export async function userCommand(
  args: string[],
  { environment = {}, input = '', isUnread = false }: Around = {},
): Promise<Ended> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'cli/user.ts', ...args], {
    cwd: root,
    env: { ...compileCache, ...environment },
  });
  const ended: Ended = { exitCode: null, stdout: '', stderr: '' };
  if (isUnread) child.stdout.destroy();
  child.stderr.on('data', (chunk) => (ended.stderr += String(chunk)));
  child.stdout.on('data', (chunk) => {
    ended.stdout += String(chunk);
    const more = typeof input === 'function' ? input(ended.stdout) : undefined;
    if (more !== undefined) child.stdin.write(more);
  });
  if (typeof input === 'string') child.stdin.end(input);
  await once(child, 'close');
  return { ...ended, exitCode: child.exitCode };
}
