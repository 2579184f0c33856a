import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { AccessTokens } from '../cognito/access-tokens.js';
import { CognitoClient } from '../cognito/cognito.client.js';
import { LoginRefused } from '../cognito/login-refused.js';
import { RETRY_AFTER } from '../cognito/provider-error.js';
import type { CallTokens, RefreshAnswer, TokenSet } from '../cognito/token-set.js';
import { within } from '../http/within.js';
import { Background } from '../session/background.js';
import { SESSION_ENGINE, type SessionEngine } from '../session/engine.js';
import { SessionIndex } from '../session/session-index.js';
import { leaseKey, type LiveSession, SessionRecords } from '../session/session-records.js';
import { Events } from '../telemetry/events.js';
import { Metrics } from '../telemetry/metrics.js';
import { sessionHandle } from '../telemetry/session-handle.js';
import { Lease } from './lease.js';

const REFRESH_MARGIN_MS = 60_000;
/** How long one waits for somebody else's refresh: Cognito's ten seconds and the lease of one who died. */
const MAX_WAIT_MS = 15_000;
const POLL_MS = 50;
const MAX_STORE_MS = 600_000;
const STORE_RETRY_MS = 250;
const MAX_NOTED = 10_000;
const REJECTED = { kind: 'rejected' } as const;
const UNAVAILABLE = { kind: 'unavailable', retryAfter: 2 } satisfies Freshness;

/** What a session's tokens are good for right now. */
export type Freshness =
  | { readonly kind: 'fresh'; readonly tokens: CallTokens }
  /** The refresh token is dead: the session has ended. */
  | { readonly kind: 'rejected' }
  /** Cognito can't be asked: the session stays. `retryAfter` is in seconds. */
  | { readonly kind: 'unavailable'; readonly retryAfter: number };

/** A session by its id, and whose it is. */
export interface SessionOf {
  readonly id: string;
  readonly sub: string;
}

/** Whose tokens are refreshed, and the access token that won't do though it isn't stale. */
interface RefreshedSession extends SessionOf {
  readonly rejected?: string;
}

/** A token is refreshed before its end, so that it doesn't die on its way to the API. */
export const isStale = ({ expiresAt }: CallTokens, now: number) =>
  expiresAt - now <= REFRESH_MARGIN_MS;

/** The session's tokens, and the one refresh at a time that keeps them fresh. */
@Injectable()
export class Tokens {
  private readonly refreshes = new Map<string, Promise<Freshness>>();
  /**
   * Until when Cognito isn't asked for any session's tokens, in ms since the epoch: it couldn't serve
   * the last refresh, and once for each request would be no help to it. A login asks all the same.
   */
  private pausedUntil = 0;
  /** The same by session, where it answered, and what was wrong may be wrong with that one alone. */
  private readonly pauses = new LRUCache<string, number>({ max: MAX_NOTED });
  /** Access tokens that came with less than a minute to live, and serve until their end: the next is no better. */
  private readonly shortLived = new LRUCache<string, true>({ max: MAX_NOTED });

  constructor(
    @Inject(SESSION_ENGINE) private readonly engine: SessionEngine,
    private readonly records: SessionRecords,
    private readonly index: SessionIndex,
    private readonly cognito: CognitoClient,
    private readonly accessTokens: AccessTokens,
    private readonly events: Events,
    private readonly background: Background,
    private readonly metrics: Metrics,
  ) {}

  /**
   * The session's tokens. Those that are about to end are used as they are and refreshed behind the
   * request; only for those that have ended one waits.
   */
  async fresh(session: LiveSession): Promise<Freshness> {
    const tokens = this.current(session);
    return isOver(tokens) ? this.refreshed(whose(session)) : { kind: 'fresh', tokens };
  }

  /** The tokens as they were read with the session, ended or not. Nobody waits; stale ones are refreshed behind. */
  current(session: LiveSession): CallTokens {
    const { tokens } = session;
    if (isStale(tokens, Date.now()) && !this.isBest(session, tokens)) {
      void this.refreshing(whose(session));
    }
    return tokens;
  }

  /** Whether asking for newer tokens has just shown that there are none, or none that would last longer. */
  private isBest(session: LiveSession, tokens: CallTokens): boolean {
    if (this.pauseMs(session) > 0) return true;
    return this.shortLived.has(tokens.accessToken) && !isOver(tokens);
  }

  /** The tokens in place of some that the API rejects: what somebody else got meanwhile, or new ones. */
  async replaced(session: LiveSession, rejected: CallTokens): Promise<Freshness> {
    return this.refreshed({ ...whose(session), rejected: rejected.accessToken });
  }

  /**
   * The refresh that runs in this process, or a new one. It goes on whoever leaves, and a process that
   * ends waits for it: with rotation, the only refresh token that is good may be on its way.
   */
  private refreshing(session: RefreshedSession): Promise<Freshness> {
    const name = nameOf(session);
    const running = this.refreshes.get(name);
    if (running) return running;
    const refresh = this.refreshOnce(session).finally(() => this.refreshes.delete(name));
    this.refreshes.set(name, refresh);
    this.background.run('token refresh', refresh);
    return refresh;
  }

  private async refreshed(session: RefreshedSession): Promise<Freshness> {
    const startedAt = performance.now();
    const freshness = await within(MAX_WAIT_MS, this.refreshing(session), UNAVAILABLE);
    this.metrics.waited(freshness.kind, performance.now() - startedAt);
    return freshness;
  }

  /** Revokes what can be revoked, behind the request: nobody who signs out waits for Cognito. */
  revoke(tokens: TokenSet, sub: string): void {
    this.background.run('token revocation', this.revokeNow(tokens, sub));
  }

  private async revokeNow({ refreshToken }: TokenSet, sub: string): Promise<void> {
    if (!refreshToken) return;
    try {
      await this.cognito.revoke(refreshToken);
    } catch (error) {
      const reason = error instanceof Error ? error.name : 'unknown';
      this.events.record('token.revoke_failed', { sub, reason });
    }
  }

  /** Refreshes, or waits for who does: another process, perhaps one that has died meanwhile. */
  private async refreshOnce(session: RefreshedSession): Promise<Freshness> {
    const giveUpAt = Date.now() + MAX_WAIT_MS;
    const startedAt = performance.now();
    let waited = false;
    try {
      while (Date.now() < giveUpAt) {
        const tokens = await this.records.readTokens(session.id);
        if (!tokens) return REJECTED;
        if (isGood(tokens, session)) return { kind: 'fresh', tokens };
        const pauseMs = this.pauseMs(session);
        if (pauseMs > 0) return usable(tokens, session, Math.ceil(pauseMs / 1000));

        const grant = await Lease.request(this.engine, leaseKey(session.id));
        switch (grant.kind) {
          case 'held':
            return this.refreshHolding(grant.lease, session);
          case 'vain':
            if (waited) return usable(tokens, session); // who comes later asks Cognito again
            break;
          case 'taken':
            waited = true;
        }
        await sleep(POLL_MS);
      }
      return UNAVAILABLE;
    } finally {
      if (waited) this.metrics.leaseAwaited(performance.now() - startedAt);
    }
  }

  private async refreshHolding(lease: Lease, session: RefreshedSession): Promise<Freshness> {
    const { id, sub } = session;
    let inVain = false;
    try {
      // Between the last look and the lease, its last holder may have done the work.
      const tokens = await this.records.readTokens(id);
      if (!tokens) return REJECTED;
      if (isGood(tokens, session)) return { kind: 'fresh', tokens };
      if (!tokens.refreshToken) return await this.withoutRefreshToken(session, tokens);

      const { refreshToken } = tokens;
      const answer = await this.judged(
        await this.cognito.refresh({ ...tokens, refreshToken }, sub),
        sub,
      );
      switch (answer.kind) {
        case 'fresh':
          return await this.keep(session, answer.tokens);
        case 'rejected':
          return await this.giveUp(session, tokens, answer.reason);
        case 'unavailable': {
          const { reason, retryAfter, forAll, rotated = refreshToken } = answer;
          this.pause(session, retryAfter, forAll);
          this.events.record('token.refresh_unavailable', { ...named(session), reason });
          if (rotated !== refreshToken) await this.store(id, { ...tokens, refreshToken: rotated });
          inVain = true;
          return usable(tokens, session, retryAfter);
        }
      }
    } finally {
      await lease.release(inVain);
    }
  }

  /** How long Cognito isn't to be asked for this session's tokens. */
  private pauseMs({ id }: { readonly id: string }): number {
    return Math.max(this.pausedUntil, this.pauses.get(id) ?? 0) - Date.now();
  }

  private pause({ id }: { readonly id: string }, retryAfter: number, forAll: boolean): void {
    const until = Date.now() + retryAfter * 1000;
    if (forAll) this.pausedUntil = until;
    else this.pauses.set(id, until); // or whose refresh fails each time would keep all others waiting
  }

  /** There is nothing to refresh with: what there is serves until its end, and then the session ends. */
  private async withoutRefreshToken(
    session: RefreshedSession,
    tokens: TokenSet,
  ): Promise<Freshness> {
    return isOver(tokens)
      ? this.giveUp(session, tokens, 'refresh_token_missing')
      : { kind: 'fresh', tokens };
  }

  /**
   * An access token that the next page would refuse is as good as no answer: the session stays, and with
   * it what it has.
   */
  private async judged(answer: RefreshAnswer, sub: string): Promise<RefreshAnswer> {
    if (answer.kind !== 'fresh') return answer;
    const { accessToken, refreshToken } = answer.tokens;
    try {
      await this.accessTokens.verify(accessToken, sub);
      return answer;
    } catch (error) {
      if (!(error instanceof LoginRefused)) throw error;
      const { reason, retryAfter = RETRY_AFTER } = error;
      const forAll = reason === 'provider_unavailable';
      return { kind: 'unavailable', reason, retryAfter, forAll, rotated: refreshToken };
    }
  }

  /**
   * The refresh token is dead, and the session ends before the lease goes, or the next one would ask
   * again. Unless a holder who was slow to answer has lost the lease to us: then the refresh token
   * that Cognito gave for this one is there by now.
   */
  private async giveUp(
    session: RefreshedSession,
    { refreshToken }: TokenSet,
    reason: string,
  ): Promise<Freshness> {
    const { id, sub } = session;
    const tokens = await this.records.readTokens(id);
    if (tokens && tokens.refreshToken !== refreshToken) return usable(tokens, session);
    this.events.record('token.refresh_rejected', { ...named(session), reason });
    const ended = await this.records.end(id);
    if (!ended) return REJECTED; // somebody else has ended it meanwhile
    this.events.record('session.ended', { ...named(session), reason: 'refresh_rejected' });
    this.revoke(ended, sub); // Cognito may hold it for alive: the answer may have been about somebody else
    await this.index.remove(sub, id);
    return REJECTED;
  }

  /** A session that ended meanwhile stays ended, and what Cognito just gave for it ends too. */
  private async keep(session: RefreshedSession, tokens: TokenSet): Promise<Freshness> {
    if (await this.store(session.id, tokens)) {
      this.events.record('token.refreshed', named(session));
      if (isStale(tokens, Date.now())) this.shortLived.set(tokens.accessToken, true);
      return { kind: 'fresh', tokens };
    }
    this.revoke(tokens, session.sub);
    return REJECTED;
  }

  /**
   * Stores what a refresh gave, before anybody uses it: with rotation the token before is dead, so a
   * store that goes down just now is asked until it is back, long after those who waited have gone.
   */
  private async store(sessionId: string, tokens: TokenSet): Promise<boolean> {
    const giveUpAt = Date.now() + MAX_STORE_MS;
    for (;;) {
      try {
        return await this.records.replaceTokens(sessionId, tokens);
      } catch (error) {
        if (Date.now() > giveUpAt) throw error;
        await sleep(STORE_RETRY_MS);
      }
    }
  }
}

export const whose = ({ id, user: { sub } }: LiveSession): SessionOf => ({ id, sub });

/** How events name a session. */
export const named = ({ id, sub }: SessionOf) => ({ sub, session: sessionHandle(id) });

/** What one refresh is called: one for the API's sake isn't that of a token which grows old. */
const nameOf = ({ id, rejected = '' }: RefreshedSession) => `${id} ${rejected}`;

/** Nothing to be done about them: neither about to end, nor those that the API rejects. */
const isGood = (tokens: TokenSet, { rejected }: RefreshedSession) =>
  !isStale(tokens, Date.now()) && tokens.accessToken !== rejected;

/** While nothing newer is to be had: a stale token is a token until its end. */
const usable = (
  tokens: TokenSet,
  { rejected }: RefreshedSession,
  retryAfter = UNAVAILABLE.retryAfter,
): Freshness =>
  isOver(tokens) || tokens.accessToken === rejected
    ? { ...UNAVAILABLE, retryAfter }
    : { kind: 'fresh', tokens };

const isOver = ({ expiresAt }: CallTokens) => expiresAt <= Date.now();
