import { PortInUse, type Listening } from '../listen.js';
import { Obstacle } from '../obstacle.js';
import { endWithParent } from './parent.js';

/**
 * Runs one stand-in as a process of its own: it ends on a signal, or when npm ends, and what keeps it
 * from starting is said in a sentence.
 *
 * @param variable names its port
 */
export async function runAlone(variable: string, start: () => Promise<Listening>): Promise<void> {
  const stopped = Promise.withResolvers<void>();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => stopped.resolve());
  endWithParent(() => stopped.resolve());
  try {
    const running = await start();
    await stopped.promise;
    await running.close();
  } catch (error) {
    if (!(error instanceof Obstacle)) throw error;
    const isPort = error instanceof PortInUse;
    const advice = ` Stop what runs there, or choose another port with ${variable}.`;
    process.stderr.write(`${error.message}${isPort ? advice : ''}\n`);
    process.exitCode = 1;
  }
  process.exit();
}
