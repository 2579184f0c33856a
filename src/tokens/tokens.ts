import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { CognitoClient } from '../cognito/cognito.client.js';
import type { TokenSet } from '../cognito/token-set.js';
import { SESSION_ENGINE, type SessionEngine } from '../session/engine.js';
import { leaseKey, SessionRecords } from '../session/session-records.js';
import { Events } from '../telemetry/events.js';
import { Lease } from './lease.js';

const REFRESH_MARGIN_MS = 60_000;
/** How long one waits for somebody else's refresh: Cognito's ten seconds and the lease of one who died. */
const MAX_WAIT_MS = 15_000;
const POLL_MS = 50;
const MAX_STORE_MS = 600_000;
const STORE_RETRY_MS = 250;
const REJECTED = { kind: 'rejected' } as const;
const UNAVAILABLE = { kind: 'unavailable', retryAfter: 2 } satisfies Freshness;

/** What a session's tokens are good for right now. */
export type Freshness =
  | { readonly kind: 'fresh'; readonly tokens: TokenSet }
  /** The refresh token is dead: the session has ended. */
  | { readonly kind: 'rejected' }
  /** Cognito can't be asked: the session stays. `retryAfter` is in seconds. */
  | { readonly kind: 'unavailable'; readonly retryAfter: number };

/** Whose tokens are refreshed, and the access token that won't do though it isn't stale. */
interface RefreshedSession {
  readonly id: string;
  readonly sub: string;
  readonly rejected?: string;
}

/** A token is refreshed before its end, so that it doesn't die on its way to the API. */
export const isStale = ({ expiresAt }: TokenSet, now: number) =>
  expiresAt - now <= REFRESH_MARGIN_MS;

/** The session's tokens, and the one refresh at a time that keeps them fresh. */
@Injectable()
export class Tokens {
  private readonly refreshes = new Map<string, Promise<Freshness>>();

  constructor(
    @Inject(SESSION_ENGINE) private readonly engine: SessionEngine,
    private readonly records: SessionRecords,
    private readonly cognito: CognitoClient,
    private readonly events: Events,
  ) {}

  /**
   * The session's tokens, refreshed first where they are about to end. `sealed` is how they were
   * read with the session; stale ones are read again, since somebody else may have refreshed them.
   */
  async fresh(sessionId: string, sub: string, sealed: Buffer | undefined): Promise<Freshness> {
    const tokens = sealed && this.records.openTokens(sessionId, sealed);
    if (tokens && !isStale(tokens, Date.now())) return { kind: 'fresh', tokens };

    return this.refreshed({ id: sessionId, sub });
  }

  /** The tokens in place of some that the API rejects: what somebody else got meanwhile, or new ones. */
  async replaced(sessionId: string, sub: string, rejected: TokenSet): Promise<Freshness> {
    return this.refreshed({ id: sessionId, sub, rejected: rejected.accessToken });
  }

  /** Waits for the refresh that runs in this process, or for a new one. */
  private async refreshed(session: RefreshedSession): Promise<Freshness> {
    const key = `${session.id} ${session.rejected ?? ''}`;
    const running = this.refreshes.get(key);
    const refresh = running ?? this.refreshOnce(session).finally(() => this.refreshes.delete(key));
    this.refreshes.set(key, refresh);

    const patience = new AbortController();
    try {
      const late = sleep(MAX_WAIT_MS, UNAVAILABLE, { signal: patience.signal });
      return await Promise.race([refresh, late]);
    } finally {
      patience.abort();
    }
  }

  /** Revokes what can be revoked. That Cognito can't be told keeps nobody from signing out. */
  async revoke({ refreshToken }: TokenSet, sub: string): Promise<void> {
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
    let waited = false;
    while (Date.now() < giveUpAt) {
      const tokens = await this.records.readTokens(session.id);
      if (!tokens) return REJECTED;
      if (isGood(tokens, session)) return { kind: 'fresh', tokens };

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
  }

  private async refreshHolding(lease: Lease, session: RefreshedSession): Promise<Freshness> {
    const { id, sub } = session;
    let inVain = false;
    try {
      // Between the last look and the lease, its last holder may have done the work.
      const tokens = await this.records.readTokens(id);
      if (!tokens) return REJECTED;
      if (isGood(tokens, session)) return { kind: 'fresh', tokens };
      if (!tokens.refreshToken) return isOver(tokens) ? REJECTED : usable(tokens, session);

      const answer = await this.cognito.refresh(tokens.refreshToken, sub);
      switch (answer.kind) {
        case 'fresh':
          return await this.keep(session, answer.tokens);
        case 'rejected':
          return await this.giveUp(session, tokens, answer.reason);
        case 'unavailable':
          this.events.record('token.refresh_unavailable', { sub, reason: answer.reason });
          inVain = true;
          return usable(tokens, session, answer.retryAfter);
      }
    } finally {
      await lease.release(inVain);
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
    this.events.record('token.refresh_rejected', { sub, reason });
    const ended = await this.records.end(id);
    if (ended) this.events.record('session.ended', { sub, reason: 'refresh_rejected' });
    return REJECTED;
  }

  /** A session that ended meanwhile stays ended, and what Cognito just gave for it ends too. */
  private async keep({ id, sub }: RefreshedSession, tokens: TokenSet): Promise<Freshness> {
    if (await this.store(id, tokens)) {
      this.events.record('token.refreshed', { sub });
      return { kind: 'fresh', tokens };
    }
    await this.revoke(tokens, sub);
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

const isOver = ({ expiresAt }: TokenSet) => expiresAt <= Date.now();
