import type { DefineAuthChallengeTriggerEvent } from 'aws-lambda';
import type { Account } from './account.js';
import type { Caller } from './caller.js';
import { CognitoError } from './cognito-error.js';
import type { Context } from './context.js';
import type { Directory } from './directory.js';
import { Expiring } from './expiring.js';
import { LIFETIMES } from './lifetimes.js';
import type { SrpSignIns } from './srp-sign-in.js';
import type { Triggers } from './triggers.js';

type Answered = DefineAuthChallengeTriggerEvent['request']['session'];

/** A sign-in between two answers: what was answered so far, and what the answer to come is held to. */
interface Underway {
  name: string;
  account: Account | undefined;
  answered: Answered;
  asked: 'PASSWORD_VERIFIER' | 'CUSTOM_CHALLENGE';
  secrets: Record<string, string>;
  metadata?: string;
  srpA: string;
}

export type CustomStep =
  | { kind: 'done'; account: Account }
  | {
      kind: 'challenge';
      challenge: Underway['asked'];
      session: string;
      parameters: Record<string, string>;
    };

/**
 * CUSTOM_AUTH: the pool's own triggers decide what is asked, whether an answer is right, and when it is
 * enough. A trigger may ask for the password first, by SRP; factors of the pool are not asked for
 * (AWS: "Custom authentication challenge Lambda triggers").
 */
export class CustomSignIns {
  private readonly underway: Expiring<Underway>;

  constructor(
    context: Context,
    private readonly directory: Directory,
    private readonly srp: SrpSignIns,
    private readonly triggers: Triggers,
  ) {
    this.underway = new Expiring(context.now);
  }

  /** @param srpA where the client begins with a password: then the triggers are told of it */
  async begin(name: string, srpA: string | undefined, caller: Caller): Promise<CustomStep> {
    const account = this.directory.find(name);
    const first = { challengeName: 'SRP_A', challengeResult: true } as const;
    const answered = srpA === undefined ? [] : [first];
    return this.next({ name, account, answered, srpA: srpA ?? '' }, caller);
  }

  /** What a trigger's own challenge was answered with. */
  async answer(name: string, session: string, answer: string, caller: Caller): Promise<CustomStep> {
    const underway = this.take(name, session, 'CUSTOM_CHALLENGE');
    const { account, secrets, metadata: challengeMetadata } = underway;
    const challengeResult = await this.triggers.verifyAuthChallenge(
      { name, account },
      { secrets, answer },
      caller,
    );
    const result = {
      challengeName: 'CUSTOM_CHALLENGE',
      challengeResult,
      challengeMetadata,
    } as const;
    return this.next({ ...underway, answered: [...underway.answered, result] }, caller);
  }

  /** What the password was answered with. @param prove throws where it was wrong */
  async answerPassword(
    name: string,
    session: string,
    prove: () => unknown,
    caller: Caller,
  ): Promise<CustomStep> {
    const underway = this.take(name, session, 'PASSWORD_VERIFIER');
    prove();
    const result = { challengeName: 'PASSWORD_VERIFIER', challengeResult: true } as const;
    return this.next({ ...underway, answered: [...underway.answered, result] }, caller);
  }

  private async next(
    underway: Omit<Underway, 'asked' | 'secrets'>,
    caller: Caller,
  ): Promise<CustomStep> {
    const { name, account, answered } = underway;
    const { challengeName, issueTokens, failAuthentication } =
      await this.triggers.defineAuthChallenge({ name, account }, answered, caller);
    if (failAuthentication) return this.refuse();
    if (issueTokens) {
      const admitted = this.directory.admit(account, true);
      if (admitted.status !== 'UNCONFIRMED') return { kind: 'done', account: admitted };
      throw new CognitoError('UserNotConfirmedException', 'User is not confirmed.');
    }
    if (challengeName === 'PASSWORD_VERIFIER') {
      const parameters = this.srp.begin(name, underway.srpA);
      return this.ask({ ...underway, asked: challengeName, secrets: {} }, parameters);
    }
    if (challengeName !== 'CUSTOM_CHALLENGE') return this.refuse();
    const created = await this.triggers.createAuthChallenge(
      { name, account },
      { challengeName, answered },
      caller,
    );
    const { publicChallengeParameters, privateChallengeParameters, challengeMetadata } = created;
    return this.ask(
      {
        ...underway,
        asked: challengeName,
        secrets: privateChallengeParameters ?? {},
        metadata: challengeMetadata,
      },
      { USERNAME: account?.username ?? name, ...publicChallengeParameters },
    );
  }

  private ask(underway: Underway, parameters: Record<string, string>): CustomStep {
    const session = this.underway.put(underway, LIFETIMES.challengeSession);
    return { kind: 'challenge', challenge: underway.asked, session, parameters };
  }

  /** Each session is good for one answer: whether another may be tried is for the triggers to say. */
  private take(name: string, session: string, asked: Underway['asked']): Underway {
    const underway = this.underway.peek(session);
    // Somebody may have gone since, and somebody else have come by the same name.
    const isTheirs =
      underway?.asked === asked &&
      underway.account === this.directory.find(name) &&
      (underway.account !== undefined || underway.name === name);
    if (underway && isTheirs) {
      this.underway.take(session);
      return underway;
    }
    const message = 'Invalid session for the user, session is expired.';
    throw new CognitoError('NotAuthorizedException', message);
  }

  private refuse(): never {
    throw new CognitoError('NotAuthorizedException', 'Incorrect username or password.');
  }
}
