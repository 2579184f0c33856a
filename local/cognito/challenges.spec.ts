import { generateSync } from 'otplib';
import type { Account } from './account.js';
import { Challenges } from './challenges.js';
import { CognitoError } from './cognito-error.js';
import type { Context } from './context.js';
import { Directory } from './directory.js';
import { defaultSettings, poolOf } from './settings.js';
import { MailedCodes } from './mailed-codes.js';
import { SignUps } from './sign-up.js';
import { Triggers } from './triggers.js';

const clock = { now: Date.UTC(2026, 0, 1) };
const context: Context = {
  // Nobody calls an API in here: what post-confirmation does is told elsewhere.
  triggers: { postConfirmation: async (event) => event },
  settings: poolOf(defaultSettings),
  addresses: { browser: 'http://localhost', server: 'http://localhost' },
  issuer: 'http://localhost/eu-central-1_localpool',
  folder: undefined,
  now: () => clock.now,
  mail: () => undefined,
};
const triggers = new Triggers(context);
const directory = new Directory(context);
const mailedCodes = new MailedCodes(context, directory);
const signUps = new SignUps(context, directory, mailedCodes, triggers);
const challenges = new Challenges(context, directory, signUps);

const caller = { clientId: 'any' };

let number = 0;
async function confirmed(): Promise<Account> {
  const account = await signUps.signUp(
    caller,
    `person${(number += 1)}@example.com`,
    'Correct-Horse-9',
  );
  await signUps.confirm(account, account.mailedCodes['sign-up']?.code ?? '', caller);
  return account;
}
function sessionOf(account: Account): string {
  const step = challenges.begin(account);
  return step.kind === 'challenge' ? step.session : '';
}
const codeFor = (secret: string) => generateSync({ secret, epoch: clock.now / 1000 });
async function refusalOf(action: () => unknown): Promise<string> {
  try {
    await action();
  } catch (error) {
    if (error instanceof CognitoError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'not refused';
}

const EXPIRED = 'NotAuthorizedException: Invalid session for the user, session is expired.';

describe('enrolling an authenticator app', () => {
  it('goes associate, verify, respond, with a session for each', async () => {
    const account = await confirmed();
    const one = sessionOf(account);
    const two = challenges.associateSoftwareToken(one);
    const three = challenges.verifySoftwareToken(two.session, codeFor(two.secret));
    expect(new Set([one, two.session, three.session]).size).toBe(3);
    expect(two.secret).toMatch(/^[A-Z2-7]{52}$/u);
    expect(await challenges.respond('MFA_SETUP', three.session, '', caller)).toEqual({
      kind: 'done',
      account,
    });
  });

  it('takes no session twice', async () => {
    const one = sessionOf(await confirmed());
    const two = challenges.associateSoftwareToken(one);
    const code = codeFor(two.secret);
    const three = challenges.verifySoftwareToken(two.session, code);
    await challenges.respond('MFA_SETUP', three.session, '', caller);
    expect(await refusalOf(() => challenges.associateSoftwareToken(one))).toBe(EXPIRED);
    expect(await refusalOf(() => challenges.verifySoftwareToken(two.session, code))).toBe(EXPIRED);
    expect(await refusalOf(() => challenges.respond('MFA_SETUP', three.session, '', caller))).toBe(
      EXPIRED,
    );
  });

  it('refuses the wrong orders', async () => {
    const one = sessionOf(await confirmed());
    const mismatch = 'EnableSoftwareTokenMFAException: Code mismatch';
    expect(await refusalOf(() => challenges.verifySoftwareToken(one, '123456'))).toBe(mismatch);
    const unverified = 'InvalidParameterException: Software token is not verified.';
    expect(await refusalOf(() => challenges.respond('MFA_SETUP', one, '', caller))).toBe(
      unverified,
    );
    const two = challenges.associateSoftwareToken(one);
    expect(await refusalOf(() => challenges.respond('MFA_SETUP', two.session, '', caller))).toBe(
      unverified,
    );
    const code = codeFor(two.secret);
    const three = challenges.verifySoftwareToken(two.session, code);
    expect(
      await refusalOf(() => challenges.respond('SOFTWARE_TOKEN_MFA', three.session, code, caller)),
    ).toBe(EXPIRED);
  });

  it('enrols nobody by a wrong code, and lets them try again', async () => {
    const account = await confirmed();
    const { session, secret } = challenges.associateSoftwareToken(sessionOf(account));
    const other = codeFor('ALICEALICEALICEALICEALICEALICE22');
    expect(await refusalOf(() => challenges.verifySoftwareToken(session, other))).toMatch(
      /mismatch/u,
    );
    expect(account.totp).toBeUndefined();
    challenges.verifySoftwareToken(session, codeFor(secret));
    expect(account.totp?.secret).toBe(secret);
  });

  it('has used the code up that enrolled', async () => {
    const account = await confirmed();
    const { session, secret } = challenges.associateSoftwareToken(sessionOf(account));
    const code = codeFor(secret);
    challenges.verifySoftwareToken(session, code);
    const next = sessionOf(account);
    expect(
      await refusalOf(() => challenges.respond('SOFTWARE_TOKEN_MFA', next, code, caller)),
    ).toBe('ExpiredCodeException: Your software token has already been used once.');
  });

  it('ends a session after three minutes', async () => {
    const session = sessionOf(await confirmed());
    clock.now += 180_000;
    expect(await refusalOf(() => challenges.associateSoftwareToken(session))).toBe(EXPIRED);
  });
});
