import type { Account } from './account.js';
import type { Caller } from './caller.js';
import { CognitoError } from './cognito-error.js';
import type { Context } from './context.js';
import type { Directory } from './directory.js';
import { LIFETIMES } from './lifetimes.js';
import type { PoolSettings } from './pool-settings.js';
import { Expiring } from './expiring.js';
import type { SignUps } from './sign-up.js';
import { newTotpSecret, stillPresentable, totpStep } from './totp.js';

/**
 * What someone whose password was right must still do. The names are Cognito's, except
 * `CONFIRM_SIGN_UP`: there the pages show a form, where the API refuses.
 */
type Pending =
  | { challenge: 'CONFIRM_SIGN_UP'; account: Account }
  | { challenge: 'NEW_PASSWORD_REQUIRED'; account: Account }
  | { challenge: 'MFA_SETUP'; account: Account; secret?: string; verified?: boolean }
  | { challenge: 'SOFTWARE_TOKEN_MFA'; account: Account };

export type ChallengeName = Pending['challenge'];

export type Step =
  | { kind: 'challenge'; challenge: ChallengeName; session: string; account: Account }
  | { kind: 'done'; account: Account };

/**
 * The one way from a password to a sign-in, driven by the hosted pages and by the API. Each step has a
 * session, which a right answer uses up; a wrong answer leaves it for another try while it lives.
 * Everything here throws {@link CognitoError}.
 */
export class Challenges {
  private readonly pending: Expiring<Pending>;

  constructor(
    private readonly context: Context,
    private readonly directory: Directory,
    private readonly signUps: SignUps,
  ) {
    this.pending = new Expiring(context.now);
  }

  /** The step that follows a right password. */
  begin(account: Account): Step {
    const challenge = challengeFor(account, this.context.settings.MfaConfiguration);
    return challenge ? this.ask({ challenge, account }) : { kind: 'done', account };
  }

  /** What a session waits for; using nothing up. */
  look<Name extends ChallengeName>(session: string, challenge: Name) {
    const pending = this.waiting(session, challenge);
    if (pending) return pending;
    throw new CognitoError(
      'NotAuthorizedException',
      'Invalid session for the user, session is expired.',
    );
  }

  /** Whether a session is one of this pool's. */
  has(session: string): boolean {
    return this.pending.peek(session) !== undefined;
  }

  /** Whether a session is alive, and for this challenge. */
  isWaiting(session: string, challenge: ChallengeName): boolean {
    return this.waiting(session, challenge) !== undefined;
  }

  /** AssociateSoftwareToken: the secret for the authenticator app. */
  associateSoftwareToken(session: string): { secret: string; session: string } {
    const { account } = this.look(session, 'MFA_SETUP');
    const secret = newTotpSecret();
    return { secret, session: this.replace(session, { challenge: 'MFA_SETUP', account, secret }) };
  }

  /** VerifySoftwareToken: the app's first code enrols it. */
  verifySoftwareToken(session: string, code: string): { session: string } {
    const { account, secret } = this.look(session, 'MFA_SETUP');
    this.enrol(account, secret, code);
    const pending: Pending = { challenge: 'MFA_SETUP', account, verified: true };
    return { session: this.replace(session, pending) };
  }

  /** @param off leaves it to SetUserMFAPreference to ask for codes */
  enrol(account: Account, secret: string | undefined, code: string, off?: boolean): void {
    const step = secret === undefined ? undefined : totpStep(secret, code, this.context.now());
    if (secret === undefined || step === undefined) {
      throw new CognitoError('EnableSoftwareTokenMFAException', 'Code mismatch');
    }
    account.totp = { secret, usedSteps: [step], off };
    this.directory.save(account);
  }

  /**
   * RespondToAuthChallenge: the answer is a code, or the new password. `MFA_SETUP` takes none: its
   * code was given when verifying.
   */
  async respond(
    challenge: ChallengeName,
    session: string,
    answer: string,
    caller: Caller,
  ): Promise<Step> {
    const pending = this.look(session, challenge);
    const { account } = pending;
    switch (pending.challenge) {
      case 'CONFIRM_SIGN_UP':
        await this.signUps.confirm(account, answer, caller);
        this.pending.take(session);
        return this.begin(account);
      case 'NEW_PASSWORD_REQUIRED':
        this.directory.setPassword(account, answer, 'CONFIRMED');
        this.pending.take(session);
        return this.begin(account);
      case 'MFA_SETUP':
        if (!pending.verified) {
          throw new CognitoError('InvalidParameterException', 'Software token is not verified.');
        }
        break;
      case 'SOFTWARE_TOKEN_MFA':
        this.useCode(account, answer);
        break;
    }
    this.pending.take(session);
    return { kind: 'done', account };
  }

  private waiting<Name extends ChallengeName>(session: string, challenge: Name) {
    const pending = this.pending.peek(session);
    // Someone may have been disabled, or deleted, since the password was right.
    const isActive = pending && this.directory.active(pending.account.username) === pending.account;
    return isActive && isWaitingFor(pending, challenge) ? pending : undefined;
  }

  private useCode(account: Account, code: string): void {
    const now = this.context.now();
    const step = account.totp && totpStep(account.totp.secret, code, now);
    if (!account.totp || step === undefined) {
      throw new CognitoError('CodeMismatchException', 'Invalid code received for user');
    }
    if (account.totp.usedSteps.includes(step)) {
      throw new CognitoError(
        'ExpiredCodeException',
        'Your software token has already been used once.',
      );
    }
    account.totp.usedSteps = [...stillPresentable(account.totp.usedSteps, now), step];
    this.directory.save(account);
  }

  private ask(pending: Pending): Step {
    const { challengeSession, mailedCode } = LIFETIMES;
    const seconds = pending.challenge === 'CONFIRM_SIGN_UP' ? mailedCode : challengeSession;
    const session = this.pending.put(pending, seconds);
    const { challenge, account } = pending;
    return { kind: 'challenge', challenge, session, account };
  }

  private replace(session: string, pending: Pending): string {
    this.pending.take(session);
    return this.pending.put(pending, LIFETIMES.challengeSession);
  }
}

/** The next thing to ask of someone, if anything. */
function challengeFor(
  account: Account,
  mfa: PoolSettings['MfaConfiguration'],
): ChallengeName | undefined {
  if (account.status === 'UNCONFIRMED') return 'CONFIRM_SIGN_UP';
  if (account.status === 'FORCE_CHANGE_PASSWORD') return 'NEW_PASSWORD_REQUIRED';
  if (mfa === 'OFF') return undefined;
  if (account.totp && (mfa === 'ON' || !account.totp.off)) return 'SOFTWARE_TOKEN_MFA';
  return mfa === 'ON' ? 'MFA_SETUP' : undefined;
}

const isWaitingFor = <Name extends ChallengeName>(
  pending: Pending,
  challenge: Name,
): pending is Extract<Pending, { challenge: Name }> => pending.challenge === challenge;
