import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { people } from '../cognito/people.js';
import { Obstacle } from '../obstacle.js';
import { readEnvironment, type Environment } from './environment.js';
import { endWithParent } from './parent.js';
import { checkPorts } from './ports.js';
import { type StandIns, startStandIns } from './stand-ins.js';
import { summary } from './summary.js';

/** What the BFF is run beside. */
export interface Stack {
  environment: Environment;
  standIns: StandIns;
  /** Resolves when all is to end. */
  stopped: Promise<'stopped'>;
  /** Says that it answers, and what to do. */
  announce: () => void;
}

/** Runs the BFF until the stack is stopped, or it ends by itself. @returns the exit code */
type Serve = (stack: Stack) => Promise<number>;

/** Runs the stack until it is told to stop, or the BFF ends; then ends the process. */
export async function run(serve: Serve): Promise<void> {
  const stopped = Promise.withResolvers<'stopped'>();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => stopped.resolve('stopped'));
  }
  endWithParent(() => stopped.resolve('stopped'));
  try {
    process.exitCode = await runBeside(serve, stopped.promise, readEnvironment());
  } catch (error) {
    if (!(error instanceof Obstacle)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
  process.exit();
}

async function runBeside(
  serve: Serve,
  stopped: Promise<'stopped'>,
  environment: Environment,
): Promise<number> {
  await checkPorts(environment);
  if (!existsSync(join(environment.root, 'dist/src/main.js'))) {
    throw new Obstacle(
      'There is no dist/src/main.js yet: start with "npm start", which builds it.',
    );
  }
  const standIns = await startStandIns(environment);
  const { address } = environment;
  const announce = () => {
    process.stdout.write(summary({ address, ...standIns.addresses, people }));
  };
  try {
    return await serve({ environment, standIns, stopped, announce });
  } finally {
    await standIns.close();
  }
}
