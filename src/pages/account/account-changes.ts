import { Injectable } from '@nestjs/common';
import type { AccountAnswer } from '../../cognito/user-pool.js';
import type { UserPoolRefusal } from '../../cognito/user-pool-refusals.js';
import { RequestFailed } from '../../http/failures/failure.js';
import { type EventFields, Events } from '../../telemetry/events.js';
import { Elevations } from '../../tokens/elevations.js';
import { OwnSessions } from '../../tokens/own-sessions.js';
import type { SignedIn } from '../../tokens/signed-in.js';
import { named, whose } from '../../tokens/tokens.js';
import { UserSessions } from '../../tokens/user-sessions.js';

type Unmade =
  /** They have to confirm first that it's them, or once more. */
  | { readonly kind: 'unconfirmed' }
  | { readonly kind: 'refused'; readonly reason: Exclude<UserPoolRefusal, 'sign_in_again'> };

/** What came of a step towards a change. */
type Step<Value> = { readonly kind: 'done'; readonly value: Value } | Unmade;

/** What came of a change. `alone`: whether the person's other sessions have ended. */
type Outcome = { readonly kind: 'done'; readonly alone: boolean } | Unmade;

type Change = EventFields['account.changed']['change'];

/** Changes of somebody's account by themself, each with a confirmation of its own. */
@Injectable()
export class AccountChanges {
  constructor(
    private readonly elevations: Elevations,
    private readonly sessions: OwnSessions,
    private readonly userSessions: UserSessions,
    private readonly events: Events,
  ) {}

  /** Whether the person has just confirmed that it's them. */
  async isConfirmed({ session }: SignedIn): Promise<boolean> {
    return (await this.elevations.tokenOf(session)) !== undefined;
  }

  /**
   * Makes a change of what one signs in with: it ends the confirmation and the person's other sessions
   * (ASVS 5, 7.4.3). `make` gets the token that may do it.
   *
   * @throws RequestFailed `provider_unavailable`, `session_store_unavailable`, and nothing has changed
   */
  async changeCredentials(
    signedIn: SignedIn,
    change: Change,
    make: (token: string) => Promise<AccountAnswer<void>>,
  ): Promise<Outcome> {
    const step = await this.prepare(signedIn, change, make);
    if (step.kind !== 'done') return step;
    this.events.record('account.changed', { ...named(whose(signedIn.session)), change });
    const alone = await this.hasWorked(async () => {
      await this.elevations.end(signedIn.session);
      await this.sessions.endOthers(signedIn);
    });
    return { kind: 'done', alone };
  }

  /**
   * Makes a change of what one is called, which ends the confirmation and nothing else.
   *
   * @throws RequestFailed as `changeCredentials` does
   */
  async changeProfile(
    signedIn: SignedIn,
    change: Change,
    make: (token: string) => Promise<AccountAnswer<void>>,
  ): Promise<Step<void>> {
    const step = await this.prepare(signedIn, change, make);
    if (step.kind !== 'done') return step;
    this.events.record('account.changed', { ...named(whose(signedIn.session)), change });
    await this.hasWorked(() => this.elevations.end(signedIn.session)); // it ends by its time as well
    return step;
  }

  /**
   * Deletes the account: all of its person's sessions end, this one too.
   *
   * @throws RequestFailed `provider_unavailable`; `session_store_unavailable` also where the account is
   *   deleted by then: to try again ends what is left
   */
  async deleteAccount(
    signedIn: SignedIn,
    make: (token: string) => Promise<AccountAnswer<void>>,
  ): Promise<Step<void>> {
    const step = await this.prepare(signedIn, 'deletion', make);
    if (step.kind !== 'done') return step;
    this.events.record('account.deleted', named(whose(signedIn.session)));
    await this.sessions.endAll(signedIn);
    return step;
  }

  /** What leads to a change, with the token that may make it, and changes nothing yet. */
  async prepare<Value>(
    signedIn: SignedIn,
    change: EventFields['account.change_refused']['change'],
    ask: (token: string) => Promise<AccountAnswer<Value>>,
  ): Promise<Step<Value>> {
    const { session } = signedIn;
    const token = await this.elevations.tokenOf(session);
    if (token === undefined) return { kind: 'unconfirmed' };
    const answer = await ask(token);
    if (answer.kind === 'done') return answer;
    const { reason } = answer;
    this.events.record('account.change_refused', {
      ...named(whose(signedIn.session)),
      change,
      reason,
    });
    if (reason !== 'sign_in_again') return { kind: 'refused', reason };
    await this.elevations.end(session);
    return { kind: 'unconfirmed' };
  }

  /**
   * Has the session know at once what has changed, which its tokens say.
   *
   * @returns false where that has to wait for the next refresh
   */
  showAtOnce({ session }: SignedIn): Promise<boolean> {
    return this.hasWorked(() => this.userSessions.replacedTokens(session, session.tokens));
  }

  /** For what follows a change: that is made, whatever becomes of this, and its person has to hear of both. */
  private async hasWorked(follow: () => Promise<unknown>): Promise<boolean> {
    try {
      await follow();
      return true;
    } catch (error) {
      if (error instanceof RequestFailed) return false;
      throw error;
    }
  }
}
