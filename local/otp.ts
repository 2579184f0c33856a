/** `npm run otp -- EMAIL`: the code that the person's authenticator app shows right now. */
import { join } from 'node:path';
import { generateSync } from 'otplib';
import { emailOf } from './cognito/account.js';
import { savedAccounts } from './cognito/directory.js';
import { people } from './cognito/people.js';
import { secondsLeft } from './cognito/totp.js';
import { Obstacle } from './obstacle.js';
import { readEnvironment } from './stack/environment.js';

/** Who has enrolled, by e-mail address: the named people, and who did so in the local stack. */
const secrets = (): Map<string, string> => {
  const folder = join(readEnvironment().stateFolder, 'cognito');
  const enrolled = savedAccounts(folder).flatMap((account): [string, string][] =>
    account.totp ? [[emailOf(account).toLowerCase(), account.totp.secret]] : [],
  );
  return new Map([
    ...people.map(({ email, totpSecret }): [string, string] => [email, totpSecret]),
    ...enrolled,
  ]);
};

try {
  const known = secrets();
  const [email = ''] = process.argv.slice(2);
  const secret = known.get(email.toLowerCase());
  if (secret === undefined) {
    const whom = email === '' ? 'Say for whom' : `Nobody with an authenticator app is ${email}`;
    throw new Obstacle(`${whom}. There are: ${[...known.keys()].join(', ')}.`);
  }
  const now = Date.now();
  process.stdout.write(`${generateSync({ secret, epoch: Math.floor(now / 1000) })}\n`);
  process.stderr.write(`good for ${secondsLeft(now)} more seconds, once\n`);
} catch (error) {
  if (!(error instanceof Obstacle)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
