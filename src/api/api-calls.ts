import { Inject, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { LRUCache } from 'lru-cache';
import { CONFIG, type Config } from '../config/config.js';
import type { TokenSet } from '../cognito/token-set.js';
import { RequestFailed } from '../http/failure.js';
import { targetOf } from '../http/request-target.js';
import { Events } from '../telemetry/events.js';
import { UserSessions } from '../tokens/user-sessions.js';

/** Cognito's access tokens live a day at most. */
const MAX_TOKEN_LIFE_MS = 86_400_000;

/** A request lasts well under a second, as a rule. */
const RETRY_AFTER_SECONDS = 1;

/** Calls of the API in the name of who is signed in. */
@Injectable()
export class ApiCalls {
  /**
   * Access tokens that came of a rejection and were rejected too: it isn't their age, then, and
   * refreshing them with each request would only wear out Cognito.
   */
  private readonly hopeless = new LRUCache<string, true>({ max: 10_000, ttl: MAX_TOKEN_LIFE_MS });

  /** Requests in flight, by session. */
  private readonly inFlight = new Map<string, number>();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly userSessions: UserSessions,
    private readonly events: Events,
  ) {}

  /**
   * Runs `work`, which serves a request by calling the API, as one of the session's requests in flight.
   * In this process: what is limited is what a process holds, connections and memory. It must come
   * before the body is read.
   *
   * @throws RequestFailed `too_many_requests`, or what `work` throws
   */
  async asOneOfTheSession<T>(request: Request, work: () => Promise<T>): Promise<T> {
    const { sessionID } = request;
    const others = this.inFlight.get(sessionID) ?? 0;
    if (others >= this.config.session.requests) {
      this.events.record('request.refused', { reason: 'too_many_requests', ...targetOf(request) });
      throw new RequestFailed('too_many_requests', { retryAfter: RETRY_AFTER_SECONDS });
    }
    this.inFlight.set(sessionID, others + 1);
    try {
      return await work();
    } finally {
      const left = (this.inFlight.get(sessionID) ?? 1) - 1;
      if (left === 0) this.inFlight.delete(sessionID);
      else this.inFlight.set(sessionID, left);
    }
  }

  /**
   * Runs `call` with the user's tokens. Where the API rejects them, they are refreshed and `call` runs
   * once more.
   *
   * @throws RequestFailed `upstream_rejected_token`; or `not_signed_in`, `provider_unavailable` where
   *   the refresh fails
   */
  async withTokens<T>(request: Request, call: (tokens: TokenSet) => Promise<T>): Promise<T> {
    const tokens = tokensOf(request);
    try {
      return await call(tokens);
    } catch (error) {
      if (!isRejection(error) || this.hopeless.has(tokens.accessToken)) throw error;
    }
    const replaced = await this.userSessions.replacedTokens(request, tokens);
    try {
      return await call(replaced);
    } catch (error) {
      if (isRejection(error)) this.hopeless.set(replaced.accessToken, true);
      throw error;
    }
  }
}

/** The tokens that the guard of a closed route found. */
export function tokensOf({ tokens }: Request): TokenSet {
  if (!tokens) throw new RequestFailed('not_signed_in');
  return tokens;
}

const isRejection = (error: unknown) =>
  error instanceof RequestFailed && error.code === 'upstream_rejected_token';
