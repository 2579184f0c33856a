import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { SessionData } from 'express-session';
import type { SignIn, TokenSet } from '../cognito/token-set.js';
import { CONFIG, type Config } from '../config/config.js';
import { addressOf } from '../http/requests/client-address.js';
import { SessionCookie } from './session-cookie.js';
import { SessionIndex } from './session-index.js';
import { type LiveSession, SessionRecords } from './session-records.js';
import { SessionStore } from './session-store.js';

/** What came of a session that began. */
export interface Started {
  readonly id: string;
  /** The tokens of the session that this browser had before, where it was still live. */
  readonly previousTokens: TokenSet | undefined;
  /** The handles of the sessions that were ended for being too many. */
  readonly endedHandles: readonly string[];
}

/** The browser's session: its beginning, its end, and what is known of it in between. */
@Injectable()
export class Sessions {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly cookie: SessionCookie,
    private readonly store: SessionStore,
    private readonly records: SessionRecords,
    private readonly index: SessionIndex,
  ) {}

  /** The session of a request that express-session had in hand. */
  of({ session }: Request): LiveSession | undefined {
    return session?.asRead?.session;
  }

  /**
   * The session that the request's cookie opens, for who only reads it: express-session isn't asked, and
   * whatever the request does, neither the session nor its cookie can change by it.
   *
   * @throws RequestFailed `session_store_unavailable`
   */
  async find({ headers }: IncomingMessage): Promise<LiveSession | undefined> {
    const id = this.cookie.idIn(headers.cookie);
    return id === undefined ? undefined : this.records.read(id);
  }

  /**
   * Starts a session under a new id (ASVS 5, 7.2.4), then ends the one before. Should the store fail,
   * there is no new session and no cookie, and the one before stays. Where the user has too many now,
   * those used longest ago end.
   */
  async start(request: Request, { user, tokens }: SignIn): Promise<Started> {
    const previous = this.of(request);
    const { sessionID: previousId } = request;
    this.store.generate(request);
    const { session, sessionID: id } = request;
    const startedAt = Date.now();
    const data = { cookie: session.cookie, user, startedAt };
    try {
      await this.records.create(id, data, tokens);
      const browser = request.get('User-Agent')?.slice(0, 256);
      const entry = { startedAt, browser, address: addressOf(request, this.config) };
      const endedHandles = await this.index.add(user.sub, id, entry, previousId);
      Object.assign(session, data);
      const previousTokens = previous && (await this.discard(previous.id, previous.user.sub));
      return { id, previousTokens, endedHandles };
    } catch (error) {
      this.leaveAlone(request);
      this.discard(id, user.sub).catch(() => undefined); // its cookie is nobody's: it would only be listed
      throw error;
    }
  }

  /** Ends the session and takes the cookie back. @returns its tokens, where it was still live */
  async end(request: Request, response: Response): Promise<TokenSet | undefined> {
    const session = this.of(request);
    const tokens = session && (await this.discard(session.id, session.user.sub));
    this.leaveAlone(request);
    const { maxAge: _, ...options } = this.cookie.options;
    response.clearCookie(this.cookie.name, options);
    return tokens;
  }

  /** Notes that the session was used. */
  used(session: LiveSession): void {
    this.store.used(session);
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
    return this.cookie.idIn(request.headers.cookie) !== undefined;
  }

  /** Ends a session, whoever asks. @returns its tokens, where it was still live */
  async discard(id: string, sub: string): Promise<TokenSet | undefined> {
    const tokens = await this.records.end(id);
    await this.index.remove(sub, id);
    return tokens;
  }

  /** When the session ends: at the latest, and if nobody uses it; in ms since the epoch. */
  ends({ startedAt, seenAt }: LiveSession): { expiresAt: number; idleExpiresAt: number } {
    const { idleMs, maxMs } = this.config.session;
    const expiresAt = startedAt + maxMs;
    return { expiresAt, idleExpiresAt: Math.min(seenAt + idleMs, expiresAt) };
  }
}
