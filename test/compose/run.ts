/**
 * `npm run test:compose [-- JEST OPTIONS]`: builds the images, starts the stack of compose.yaml under
 * a name of its own, tests it, says what it costs, and takes it down with all that it kept.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter } from 'node:path';
import { listen, PortInUse } from '../../local/listen.js';
import { Obstacle } from '../../local/obstacle.js';
import { BFF, COGNITO, docker, PROJECT, ROOT } from './engine.js';
import { imageSize, memory, startUp } from './figures.js';

const NODE_OPTIONS = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
const JEST_OPTIONS = ['--runInBand', '--testPathIgnorePatterns=/node_modules/'];
const PATIENCE = '--testTimeout=120000';

// oxlint-disable-next-line node/no-process-env -- handed on: it says which engine
const environment = process.env;

async function checkEngine(): Promise<void> {
  await docker('compose', 'version').catch((cause: unknown) => {
    throw new Obstacle(
      'These tests need Docker with Compose: install them (https://docs.docker.com/compose/install).',
      { cause },
    );
  });
  await docker('info').catch((cause: unknown) => {
    throw new Obstacle('No Docker engine answers: start one, or say by DOCKER_HOST where it is.', {
      cause,
    });
  });
}

/** compose.yaml says where people find it, so nothing else may be there. */
async function checkPorts(): Promise<void> {
  for (const { port } of [new URL(BFF), new URL(COGNITO)]) {
    try {
      const probe = await listen(() => undefined, { port: Number(port), host: '127.0.0.1' });
      await probe.close();
    } catch (error) {
      if (!(error instanceof PortInUse)) throw error;
      throw new Obstacle(
        `Port ${port} is in use: stop what runs there (docker compose down, perhaps). The stack has fixed ports.`,
      );
    }
  }
}

/** compose.yaml, and what helps out where the engine neither has the proxy's image nor gets it. */
async function composeFiles(): Promise<string[]> {
  const config = await docker('compose', '--file=compose.yaml', 'config', '--format=json');
  const { services }: { services: { proxy: { image: string } } } = JSON.parse(config);
  const { image } = services.proxy;
  return docker('image', 'inspect', image)
    .catch(async () => docker('pull', '--quiet', image))
    .then(
      () => ['compose.yaml'],
      () => ['compose.yaml', 'test/compose/offline.yaml'],
    );
}

/** Runs a command where people can watch. @returns its exit code */
async function watched(command: string, ...args: string[]): Promise<number> {
  const child = spawn(command, args, { cwd: ROOT, stdio: 'inherit', env: environment });
  const [code]: (number | null)[] = await once(child, 'exit');
  return code ?? 1;
}

const say = (text: string) => process.stdout.write(`${text}\n`);

const quietly = ['compose', '--progress=quiet'];

async function testStack(): Promise<number> {
  say('Starting the stack …');
  const up = await watched('docker', ...quietly, 'up', '--detach', '--wait');
  if (up !== 0) {
    await watched('docker', 'compose', 'logs', '--tail=50');
    return up;
  }
  const idle = await memory();
  const jest = [...NODE_OPTIONS, 'node_modules/jest/bin/jest.js', 'test/compose'];
  const chosen = process.argv.slice(2);
  const status = await watched(process.execPath, ...jest, ...JEST_OPTIONS, PATIENCE, ...chosen);
  const after = await memory();
  say(`Image: ${await imageSize()}`);
  say(`Listening after start, on one core: ${await startUp()}`);
  for (const [container, used] of idle) {
    say(`Memory of ${container}: ${used} idle, ${after.get(container) ?? 'gone'} after the tests`);
  }
  return status;
}

try {
  await checkEngine();
  await checkPorts();
  environment['COMPOSE_FILE'] = (await composeFiles()).join(delimiter);
  environment['COMPOSE_PROJECT_NAME'] = PROJECT;
  // Ctrl-C reaches what runs in there; it ends, and then all is taken down.
  process.on('SIGINT', () => undefined);
  say('Building the images …');
  await docker('compose', '--progress=plain', 'build'); // what it says is in the error, if there is one
  try {
    process.exitCode = await testStack();
  } finally {
    await watched('docker', ...quietly, 'down', '--volumes');
  }
} catch (error) {
  if (!(error instanceof Obstacle)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
