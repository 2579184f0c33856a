/** `npm run otp -- EMAIL`: a code of the person's authenticator app that is good right now. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { generateSync } from 'otplib';
import { nameOf } from './cognito/account.js';
import { savedAccounts } from './cognito/directory.js';
import { people } from './cognito/people.js';
import { Obstacle } from './obstacle.js';
import { readEnvironment } from './stack/environment.js';

const STEP_SECONDS = 30;
/** Enough to type a code in. */
const ENOUGH_SECONDS = 5;

interface App {
  secret: string;
  usedSteps: number[];
}

/** Who has enrolled, by name: the named people, and who did so in some pool of the local stack. */
function apps(): Map<string, App> {
  const folder = join(readEnvironment().stateFolder, 'cognito');
  const pools = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : [];
  const folders = [folder, ...pools.flatMap((one) => (one.isDirectory() ? [one.name] : []))];
  const enrolled = folders
    .flatMap((name) => savedAccounts(name === folder ? folder : join(folder, name)))
    .flatMap((account): [string, App][] =>
      account.totp ? [[nameOf(account).toLowerCase(), account.totp]] : [],
    );
  return new Map([
    ...people.map(({ email, totpSecret }): [string, App] => [
      email,
      { secret: totpSecret, usedSteps: [] },
    ]),
    ...enrolled,
  ]);
}

/**
 * The first time step whose code was not used and has time left. A code is taken one step early, too
 * (RFC 6238 §5.2), so that there is hardly ever something to wait for.
 */
function freshStep({ usedSteps }: App, now: number): number {
  let step = Math.floor((now / 1000 + ENOUGH_SECONDS) / STEP_SECONDS);
  while (usedSteps.includes(step)) step += 1;
  return step;
}

try {
  const known = apps();
  const [name = ''] = process.argv.slice(2);
  const app = known.get(name.toLowerCase());
  if (!app) {
    const whom = name === '' ? 'Say for whom' : `Nobody with an authenticator app is ${name}`;
    throw new Obstacle(`${whom}. There are: ${[...known.keys()].join(', ')}.`);
  }
  const step = freshStep(app, Date.now());
  await pause(Math.max(0, (step - 1) * STEP_SECONDS * 1000 - Date.now()));
  process.stdout.write(`${generateSync({ secret: app.secret, epoch: step * STEP_SECONDS })}\n`);
  const secondsLeft = Math.ceil((step + 1) * STEP_SECONDS - Date.now() / 1000);
  process.stderr.write(`good for ${secondsLeft} more seconds, once\n`);
} catch (error) {
  if (!(error instanceof Obstacle)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
