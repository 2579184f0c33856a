import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** The core of the server under test; everything else shares the others. */
const SERVER_CORE = 0;

/**
 * Moves this process, and so what it starts from now on, off the core of the server under test.
 *
 * @returns the server's core, or undefined where this machine can't do so
 */
export function pin(): number | undefined {
  const cores = availableParallelism();
  if (cores < 2) return undefined;
  const others = `${SERVER_CORE + 1}-${cores - 1}`;
  const { status } = spawnSync('taskset', [
    '--all-tasks',
    '--cpu-list',
    '--pid',
    others,
    String(process.pid),
  ]);
  return status === 0 ? SERVER_CORE : undefined;
}
