import type { KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { SessionData } from 'express-session';
import { CONFIG, type Config } from '../config/config.js';
import type { SignIn, TokenSet } from '../cognito/token-set.js';
import { addressOf } from '../http/requests/client-address.js';
import { cookieKeys, cookieName, cookieOptions, showsOurCookie } from './session-cookie.js';
import { SessionIndex } from './session-index.js';
import { SessionRecords } from './session-records.js';
import { SessionStore } from './session-store.js';

/** What came of a session that began. */
export interface Started {
  /** The tokens of the session that this browser had before, where it was still live. */
  readonly previousTokens: TokenSet | undefined;
  /** The handles of the sessions that were ended for being too many. */
  readonly endedHandles: readonly string[];
}

/** The browser's session: its beginning, its end, and what is known of it in between. */
@Injectable()
export class Sessions {
  private readonly cookieKeys: KeyObject[];

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly store: SessionStore,
    private readonly records: SessionRecords,
    private readonly index: SessionIndex,
  ) {
    this.cookieKeys = cookieKeys(config);
  }

  /**
   * Starts a session under a new id (ASVS 5, 7.2.4), then ends the one before. Should the store fail,
   * there is no new session and no cookie, and the one before stays. Where the user has too many now,
   * those used longest ago end.
   */
  async start(request: Request, { user, tokens }: SignIn): Promise<Started> {
    const { session: previous, sessionID: previousId } = request;
    this.store.generate(request);
    const { session, sessionID: id } = request;
    const startedAt = Date.now();
    const data = { cookie: session.cookie, user, startedAt };
    try {
      await this.records.create(id, data, tokens, this.store.timeToLive(data));
      const browser = request.get('User-Agent')?.slice(0, 256);
      const entry = { startedAt, browser, address: addressOf(request) };
      const endedHandles = await this.index.add(user.sub, id, entry, previousId);
      Object.assign(session, data);
      return { previousTokens: await this.endRecord(previousId, previous), endedHandles };
    } catch (error) {
      this.leaveAlone(request);
      this.endRecord(id, data).catch(() => undefined); // its cookie is nobody's: it would only be listed
      throw error;
    }
  }

  /** Ends the session and takes the cookie back. @returns its tokens, where it was still live */
  async end(request: Request, response: Response): Promise<TokenSet | undefined> {
    const tokens = await this.endRecord(request.sessionID, request.session);
    this.leaveAlone(request);
    const { maxAge: _, ...options } = cookieOptions(this.config);
    response.clearCookie(cookieName(this.config), options);
    return tokens;
  }

  /**
   * Notes that the session was used, and answers without saving it. For requests that have no business
   * with what it holds: express-session would compare all of it with what it was, several times.
   */
  used(request: Request): void {
    this.store.touch(request.sessionID, request.session);
    this.leaveAlone(request);
  }

  /** Answers without saving the session, extending its idle time or setting its cookie. */
  leaveAlone(request: Request): void {
    Object.assign(request, { session: undefined }); // with `unset: 'keep'`, express-session's way to say so
  }

  /**
   * Whether this browser had a session that has ended without its signing out: by idling, at its
   * absolute end, or ended from elsewhere. Its cookie has our signature and opens nothing.
   */
  endedBefore(request: Request): boolean {
    const { session }: { session?: Partial<SessionData> } = request; // gone after `leaveAlone`
    if (!session || session.user) return false;
    return showsOurCookie(request, this.config, this.cookieKeys);
  }

  /** Ends a session, whoever asks. @returns its tokens, where it was still live */
  async discard(id: string, sub: string): Promise<TokenSet | undefined> {
    const tokens = await this.records.end(id);
    await this.index.remove(sub, id);
    return tokens;
  }

  private async endRecord(id: string, { user }: SessionData): Promise<TokenSet | undefined> {
    return user && this.discard(id, user.sub);
  }

  /** When the session ends: at the latest, and if nobody uses it; in ms since the epoch. */
  ends({ session }: Request): { expiresAt: number; idleExpiresAt: number } {
    const { idleMs, maxMs } = this.config.session;
    const { startedAt = 0, asRead } = session;
    const expiresAt = startedAt + maxMs;
    const seenAt = asRead?.seenAt ?? startedAt;
    return { expiresAt, idleExpiresAt: Math.min(seenAt + idleMs, expiresAt) };
  }
}
