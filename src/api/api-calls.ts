import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { CallTokens } from '../cognito/token-set.js';
import { RequestFailed } from '../http/failures/failure.js';
import type { SignedIn } from '../tokens/signed-in.js';
import { UserSessions } from '../tokens/user-sessions.js';

/** Cognito's access tokens live a day at most. */
const MAX_TOKEN_LIFE_MS = 86_400_000;

/** Calls of the API in the name of who is signed in. */
@Injectable()
export class ApiCalls {
  /**
   * Access tokens that came of a rejection and were rejected too: it isn't their age, then, and
   * refreshing them with each request would only wear out Cognito.
   */
  private readonly hopeless = new LRUCache<string, true>({ max: 10_000, ttl: MAX_TOKEN_LIFE_MS });

  constructor(private readonly userSessions: UserSessions) {}

  /**
   * Runs `call` with the user's tokens. Where the API rejects them, they are refreshed and `call` runs
   * once more.
   *
   * @throws RequestFailed `upstream_rejected_token`; or `not_signed_in`, `provider_unavailable` where
   *   the refresh fails
   */
  async withTokens<T>(
    { session, tokens }: SignedIn,
    call: (tokens: CallTokens) => Promise<T>,
  ): Promise<T> {
    try {
      return await call(tokens);
    } catch (error) {
      if (!isRejection(error) || this.hopeless.has(tokens.accessToken)) throw error;
    }
    const replaced = await this.userSessions.replacedTokens(session, tokens);
    try {
      return await call(replaced);
    } catch (error) {
      if (isRejection(error)) this.hopeless.set(replaced.accessToken, true);
      throw error;
    }
  }
}

const isRejection = (error: unknown) =>
  error instanceof RequestFailed && error.code === 'upstream_rejected_token';
