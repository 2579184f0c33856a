import { Injectable } from '@nestjs/common';
import { AccessTokens } from '../cognito/access-tokens.js';
import { LoginRefused } from '../cognito/login-refused.js';
import type { SignIn } from '../cognito/token-set.js';
import { ElevationRecords } from '../session/elevation-records.js';
import type { LiveSession } from '../session/session-records.js';
import { Events } from '../telemetry/events.js';
import { sessionHandle } from '../telemetry/session-handle.js';
import { demandCredentials } from './credentials.js';
import { named, Tokens, whose } from './tokens.js';

const MAX_MS = 600_000;

/** What a confirmation was asked for. */
interface Asked {
  /** The handle of the session that asked. */
  readonly confirms: string;
  readonly credentialsSince: number | undefined;
}

/**
 * A recent sign-in of who is signed in already: for some minutes they may change their account. Its
 * access token is no session's and goes to Cognito's user-pool API alone.
 */
@Injectable()
export class Elevations {
  constructor(
    private readonly records: ElevationRecords,
    private readonly accessTokens: AccessTokens,
    private readonly tokens: Tokens,
    private readonly events: Events,
  ) {}

  /**
   * Begins one for the session that asked for it, by a sign-in of the same person that was made for it.
   * Otherwise nothing changes, and what came with the sign-in is revoked.
   *
   * @throws LoginRefused
   */
  async begin(session: LiveSession | undefined, signIn: SignIn, asked: Asked): Promise<void> {
    try {
      await this.tryToBegin(session, signIn, asked);
    } catch (error) {
      this.tokens.revoke(signIn.tokens, signIn.user.sub); // nobody will ever use them
      throw error;
    }
  }

  /** The access token that may change the account of the session's person, where they have just confirmed. */
  tokenOf({ id }: LiveSession): Promise<string | undefined> {
    return this.records.get(id);
  }

  /** Once the change is made, and where its token turned out to be dead. */
  end({ id }: LiveSession): Promise<void> {
    return this.records.end(id);
  }

  private async tryToBegin(
    session: LiveSession | undefined,
    signIn: SignIn,
    { confirms, credentialsSince = Date.now() }: Asked,
  ): Promise<void> {
    if (!session || sessionHandle(session.id) !== confirms) {
      throw new LoginRefused('session_changed');
    }
    if (signIn.user.sub !== session.user.sub) throw new LoginRefused('another_person');
    demandCredentials(signIn, credentialsSince);
    const { accessToken } = signIn.tokens;
    const end = await this.accessTokens.verifyForAccount(accessToken, session.user.sub);
    // The refresh token is forgotten and not revoked: that would end the access token too. Nobody has it.
    const endsAt = Math.min(end, Date.now() + MAX_MS);
    if (!(await this.records.put(session.id, accessToken, endsAt))) {
      throw new LoginRefused('session_changed');
    }
    this.events.record('elevation.begun', named(whose(session)));
  }
}
