import { Obstacle } from '../obstacle.js';
import { startBff } from './bff.js';
import type { Stack } from './run.js';

/** Runs the BFF once. */
export async function serve({
  environment: { root, bffPort },
  standIns,
  stopped,
  announce,
}: Stack): Promise<number> {
  const bff = startBff({
    root,
    port: bffPort,
    environment: standIns.environment,
    pretty: process.stdout.isTTY,
  });
  const whileReady = async () => {
    if (!(await bff.ready())) return Promise.race([bff.ended, Promise.resolve('late' as const)]);
    announce();
    return Promise.race([bff.ended, stopped]);
  };
  const outcome = await Promise.race([whileReady(), bff.ended, stopped]);
  await bff.stop();
  // Ctrl-C reaches every process of the terminal: the BFF may be the first to end by it.
  if (outcome === 'stopped' || outcome === 'SIGINT') return 0;
  if (outcome === 'late') throw new Obstacle('The BFF did not answer in time. Its log says why.');
  const exited = typeof outcome === 'number';
  process.stderr.write(`The BFF ended by itself (${exited ? `exit code ${outcome}` : outcome}).\n`);
  return exited ? outcome : 1;
}
