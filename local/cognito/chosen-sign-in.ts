import { randomInt } from 'node:crypto';
import type { Account } from './account.js';
import { CognitoError } from './cognito-error.js';
import type { Context } from './context.js';
import type { Directory } from './directory.js';
import { Expiring } from './expiring.js';
import { LIFETIMES } from './lifetimes.js';
import { codeMail } from './mailbox.js';
import { sameSecret } from './same-secret.js';
import type { SrpSignIns } from './srp-sign-in.js';

/** What somebody can begin with. */
export type Factor = 'PASSWORD' | 'PASSWORD_SRP' | 'EMAIL_OTP';
export type ChoiceChallenge = 'SELECT_CHALLENGE' | Factor;

/** What was given along with a choice, so that it needs no challenge of its own. */
export interface Proof {
  password?: string;
  srpA?: string;
}

export type ChoiceStep =
  /** The first factor is right: what the pool asks besides comes next. */
  | { kind: 'proven'; account: Account }
  | {
      kind: 'challenge';
      challenge: ChoiceChallenge;
      session: string;
      /** Where a choice is asked for. */
      available?: Factor[];
      /** Where a code was mailed, or would have been. */
      mailedTo?: string;
    }
  /** The exchange has its own memory of who it is. */
  | { kind: 'srp'; parameters: Record<string, string> };

/** A sign-in that waits for an answer. */
interface Underway {
  name: string;
  account: Account | undefined;
  asked: ChoiceChallenge;
  available: Factor[];
  code?: string;
  wrongTries: number;
}

const MAX_WRONG_TRIES = 5;

/**
 * USER_AUTH: people choose what they begin with, a password or a mailed code (AWS: "Choice-based
 * authentication"). Where the pool hides who exists, nobody is offered the same as somebody.
 */
export class ChosenSignIns {
  private readonly underway: Expiring<Underway>;

  constructor(
    private readonly context: Context,
    private readonly directory: Directory,
    private readonly srp: SrpSignIns,
  ) {
    this.underway = new Expiring(context.now);
  }

  /** @param preferred is taken where it can be had; otherwise people are asked to choose */
  begin(name: string, preferred: string | undefined, proof: Proof): ChoiceStep {
    const available = this.available(name);
    const choice = available.find((factor) => factor === preferred);
    if (choice !== undefined) return this.goOn(name, choice, proof);
    return { ...this.ask(name, 'SELECT_CHALLENGE'), available };
  }

  /** @throws {CognitoError} `InvalidParameterException` when it wasn't offered, and of the factor */
  choose(name: string, session: string, answer: string, proof: Proof): ChoiceStep {
    const { available } = this.look(name, session, 'SELECT_CHALLENGE');
    const choice = available.find((factor) => factor === answer);
    if (choice === undefined) {
      const message = `${answer} is not among the available challenges.`;
      throw new CognitoError('InvalidParameterException', message);
    }
    return this.use(session, this.goOn(name, choice, proof));
  }

  /** What a challenge was answered with that asked for a password, or for the beginning of SRP. */
  prove(
    name: string,
    session: string,
    asked: 'PASSWORD' | 'PASSWORD_SRP',
    proof: Proof,
  ): ChoiceStep {
    this.look(name, session, asked);
    return this.use(session, this.goOn(name, asked, proof));
  }

  /** @throws {CognitoError} `CodeMismatchException`, and of who may not sign in */
  enterCode(name: string, session: string, code: string): ChoiceStep {
    const underway = this.look(name, session, 'EMAIL_OTP');
    const { account, code: mailed } = underway;
    if (mailed === undefined || !sameSecret(mailed, code)) {
      underway.wrongTries += 1;
      if (underway.wrongTries >= MAX_WRONG_TRIES) this.underway.take(session);
      const message = 'Invalid code or auth state for the user.';
      throw new CognitoError('CodeMismatchException', message);
    }
    return this.use(session, { kind: 'proven', account: this.directory.admit(account, true) });
  }

  private goOn(name: string, factor: Factor, { password, srpA }: Proof): ChoiceStep {
    if (factor === 'PASSWORD' && password !== undefined) {
      return { kind: 'proven', account: this.directory.authenticate(name, password) };
    }
    if (factor === 'PASSWORD_SRP' && srpA !== undefined) {
      return { kind: 'srp', parameters: this.srp.begin(name, srpA) };
    }
    return factor === 'EMAIL_OTP' ? this.mailCode(name) : this.ask(name, factor);
  }

  private mailCode(name: string): ChoiceStep {
    const address = this.directory.active(name)?.attributes['email'];
    if (address === undefined) return { ...this.ask(name, 'EMAIL_OTP'), mailedTo: name };
    // Of eight digits, other than the codes that verify an address.
    const code = String(randomInt(100_000_000)).padStart(8, '0');
    this.context.mail(codeMail(address, 'sign-in', code));
    return { ...this.ask(name, 'EMAIL_OTP', code), mailedTo: address };
  }

  /** Codes are mailed to verified addresses, and to who has no second factor of their own. */
  private available(name: string): Factor[] {
    const { Policies, MfaConfiguration } = this.context.settings;
    const factors = Policies.SignInPolicy.AllowedFirstAuthFactors;
    const account = this.directory.find(name);
    const hasApp = MfaConfiguration !== 'OFF' && account?.totp !== undefined && !account.totp.off;
    const { email, email_verified: verified } = account?.attributes ?? {};
    const isReachable = email !== undefined && verified === 'true';
    const takesCodes = factors.includes('EMAIL_OTP') && (!account || (isReachable && !hasApp));
    return ['PASSWORD', 'PASSWORD_SRP', ...(takesCodes ? (['EMAIL_OTP'] as const) : [])];
  }

  private ask<Asked extends ChoiceChallenge>(name: string, asked: Asked, code?: string) {
    const account = this.directory.find(name);
    const available = this.available(name);
    const underway: Underway = { name, account, asked, available, code, wrongTries: 0 };
    const session = this.underway.put(underway, LIFETIMES.challengeSession);
    return { kind: 'challenge' as const, challenge: asked, session };
  }

  private look(name: string, session: string, asked: ChoiceChallenge): Underway {
    const underway = this.underway.peek(session);
    // Somebody may have gone since, and somebody else have come by the same name.
    const isTheirs =
      underway?.asked === asked &&
      underway.account === this.directory.find(name) &&
      (underway.account !== undefined || underway.name === name);
    if (underway && isTheirs) return underway;
    const message = 'Invalid session for the user, session is expired.';
    throw new CognitoError('NotAuthorizedException', message);
  }

  /** A session is good for one right answer. */
  private use(session: string, step: ChoiceStep): ChoiceStep {
    this.underway.take(session);
    return step;
  }
}
