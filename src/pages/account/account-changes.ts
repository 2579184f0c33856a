import { Injectable } from '@nestjs/common';
import type { AccountChange } from '../../cognito/user-pool.js';
import type { UserPoolRefusal } from '../../cognito/user-pool-refusals.js';
import { RequestFailed } from '../../http/failures/failure.js';
import { Events } from '../../telemetry/events.js';
import { sessionHandle } from '../../telemetry/session-handle.js';
import { Elevations } from '../../tokens/elevations.js';
import { OwnSessions } from '../../tokens/own-sessions.js';
import type { SignedIn } from '../../tokens/signed-in.js';

/** What came of a change that somebody asked for. */
export type Outcome =
  /** `alone`: whether the person's other sessions have ended. */
  | { readonly kind: 'done'; readonly alone: boolean }
  /** They have to confirm first that it's them, or once more. */
  | { readonly kind: 'unconfirmed' }
  | { readonly kind: 'refused'; readonly reason: Exclude<UserPoolRefusal, 'sign_in_again'> };

/** Changes of somebody's account by themself, each with a confirmation of its own. */
@Injectable()
export class AccountChanges {
  constructor(
    private readonly elevations: Elevations,
    private readonly sessions: OwnSessions,
    private readonly events: Events,
  ) {}

  /** Whether the person has just confirmed that it's them. */
  async isConfirmed({ session }: SignedIn): Promise<boolean> {
    return (await this.elevations.tokenOf(session)) !== undefined;
  }

  /**
   * Makes a change of a password, or of what else one signs in with: it ends the confirmation and the
   * person's other sessions (ASVS 5, 7.4.3). `make` gets the token that may do it.
   *
   * @throws RequestFailed `provider_unavailable`, `session_store_unavailable`, and nothing has changed
   */
  async changeCredentials(
    signedIn: SignedIn,
    change: 'password',
    make: (token: string) => Promise<AccountChange>,
  ): Promise<Outcome> {
    const { session } = signedIn;
    const token = await this.elevations.tokenOf(session);
    if (token === undefined) return { kind: 'unconfirmed' };
    const made = await make(token);
    const whose = { sub: signedIn.user.sub, session: sessionHandle(session.id) };
    if (made.kind === 'done') {
      this.events.record('account.changed', { ...whose, change });
      return { kind: 'done', alone: await this.endOthers(signedIn) };
    }
    const { reason } = made;
    this.events.record('account.change_refused', { ...whose, change, reason });
    if (reason !== 'sign_in_again') return { kind: 'refused', reason };
    await this.elevations.end(session);
    return { kind: 'unconfirmed' };
  }

  /** The change is made, whatever becomes of this: its person has to hear of both. */
  private async endOthers(signedIn: SignedIn): Promise<boolean> {
    try {
      await this.elevations.end(signedIn.session);
      await this.sessions.endOthers(signedIn);
      return true;
    } catch (error) {
      if (error instanceof RequestFailed) return false;
      throw error;
    }
  }
}
