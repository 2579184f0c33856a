import { hash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { SessionData } from 'express-session';
import { LRUCache } from 'lru-cache';
import { profileOf } from '../cognito/claims.js';
import { type CallTokens, callTokensOf, type TokenSet, type User } from '../cognito/token-set.js';
import { CONFIG, type Config } from '../config/config.js';
import { requestContext } from '../telemetry/request-context.js';
import { sessionHandle } from '../telemetry/session-handle.js';
import { endElevation } from './elevation-key.js';
import { type Part, SESSION_ENGINE, type SessionEngine, type StoredSession } from './engine.js';
import { open, seal } from './seal.js';
import { signedSeen, verifiedSeen } from './seen.js';

/** What is kept open takes up to this much memory: some ten thousand sessions with 2 KB of tokens. */
const MAX_OPEN_BYTES = 48 * 1024 * 1024;
/** What an entry takes besides its tokens. */
const ENTRY_BYTES = 1_024;
/** Of what two writes never share: 96 bits. */
const VERSION_BYTES = 12;
/** Of the idle time: a step. */
const TOUCH_SHARE = 1 / 30;

/** The session of somebody who is signed in, as it was read. */
export interface LiveSession {
  readonly id: string;
  /** Their name and address are those of the newest ID token. */
  readonly user: User;
  /** When they signed in, in ms since the epoch, as is `seenAt`. */
  readonly startedAt: number;
  /** When the session was used last, give or take a step. */
  readonly seenAt: number;
  /** Without the refresh token: whoever needs that reads it anew (`readTokens`). */
  readonly tokens: CallTokens;
  /** As express-session has it. */
  readonly data: SessionData;
}

/** What a session's record says. */
interface Opened {
  readonly data: SessionData;
  readonly tokens: TokenSet;
  readonly seenAt: number;
}

/** What a session was when it was opened last. */
interface Known {
  readonly key: string;
  /** Bytes as text: a small buffer would keep the whole block of memory that Node took it from. */
  readonly version: string;
  readonly seen: string;
  readonly session: LiveSession;
}

/**
 * Sessions as only their cookies open them: the key is a hash of the session id, the values are
 * sealed under it. A copy of the store, even together with the server's secrets, gives neither a
 * cookie nor a session nor a token.
 */
@Injectable()
export class SessionRecords {
  /**
   * What was opened last of each session: while the store has the same version, no more of it is read.
   * Kept by session id, so that what somebody copied into another's record opens there no more than
   * it does for the first time.
   */
  private readonly known = new LRUCache<string, Known>({
    maxSize: MAX_OPEN_BYTES,
    sizeCalculation: ({ session: { tokens } }) =>
      ENTRY_BYTES + tokens.accessToken.length + (tokens.idToken?.length ?? 0),
  });

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(SESSION_ENGINE) private readonly engine: SessionEngine,
  ) {}

  /** How many sessions this process has open. */
  get openCount(): number {
    return this.known.size;
  }

  /** Who has just signed in comes back at once: what was written is known from here on. */
  async create(id: string, data: SessionData, tokens: TokenSet): Promise<void> {
    const seenAt = data.startedAt ?? Date.now();
    const stored = {
      session: this.sealed(id, 'session', data),
      tokens: this.sealed(id, 'tokens', tokens),
      version: newVersion(),
      seen: signedSeen(seenAt, this.config.session.secrets, id),
    };
    await this.engine.create(sessionKey(id), stored, this.timeToLive(data));
    this.know(id, stored, { data: asRead(data), tokens, seenAt });
  }

  /**
   * The session, as far as we wrote it and it hasn't ended: one whose last use somebody else wrote is
   * none. That is judged by our clock as well as by the store's, which may lag or have been restored.
   * Who asks is known by it from here on.
   */
  async read(id: string): Promise<LiveSession | undefined> {
    const known = this.known.get(id);
    const session = known ? await this.readAgain(id, known) : await this.readWhole(id);
    if (!session || this.hasEnded(session)) return undefined;
    const context = requestContext.getStore();
    if (context) {
      context.sessionId = id;
      context.person = session.user;
    }
    return session;
  }

  /** The session's tokens as they are now, all of them. */
  async readTokens(id: string): Promise<TokenSet | undefined> {
    const stored = await this.engine.read(sessionKey(id));
    return stored && this.openedTokens(id, stored);
  }

  /** @returns false where the session has ended, and stays so */
  replaceSession(id: string, data: SessionData): Promise<boolean> {
    return this.replace(id, 'session', data);
  }

  /** @returns false where the session has ended, and stays so */
  replaceTokens(id: string, tokens: TokenSet): Promise<boolean> {
    return this.replace(id, 'tokens', tokens);
  }

  /** The idle time is counted in steps: a session that was used a moment ago isn't written again. */
  isTouchDue({ seenAt }: LiveSession): boolean {
    return Date.now() - seenAt >= this.config.session.idleMs * TOUCH_SHARE;
  }

  /** Extends the session's idle time, which begins now. */
  touch(session: LiveSession): Promise<void> {
    const seen = signedSeen(Date.now(), this.config.session.secrets, session.id);
    return this.engine.touch(sessionKey(session.id), seen, this.timeToLive(session));
  }

  /** Ends the session. @returns its tokens, to one caller alone; `undefined` where it had ended */
  async end(id: string): Promise<TokenSet | undefined> {
    const stored = await this.engine.end(sessionKey(id));
    this.known.delete(id);
    await endElevation(this.engine, sessionHandle(id));
    return stored && this.openedTokens(id, stored);
  }

  /** The idle time, cut off where the session's absolute end comes first; in ms. */
  private timeToLive({ startedAt = 0 }: Pick<SessionData, 'startedAt'>): number {
    const { idleMs, maxMs } = this.config.session;
    return Math.min(idleMs, startedAt + maxMs - Date.now());
  }

  private hasEnded(session: LiveSession): boolean {
    const { idleMs } = this.config.session;
    return this.timeToLive(session) <= 0 || Date.now() - session.seenAt >= idleMs;
  }

  /** One that was opened before: of the store's copy no more than tells whether it is still the same. */
  private async readAgain(id: string, known: Known): Promise<LiveSession | undefined> {
    const glance = await this.engine.glance(known.key);
    if (!glance) {
      this.known.delete(id);
      return undefined;
    }
    const isSame = known.version !== '' && known.version === textOf(glance.version);
    if (!isSame) return this.readWhole(id);
    const seen = textOf(glance.seen);
    if (known.seen === seen) return known.session;

    const seenAt = verifiedSeen(glance.seen, this.config.session.secrets, id);
    if (seenAt === undefined) return undefined;
    const session = { ...known.session, seenAt };
    this.known.set(id, { ...known, seen, session });
    return session;
  }

  private async readWhole(id: string): Promise<LiveSession | undefined> {
    const stored = await this.engine.read(sessionKey(id));
    if (!stored) return undefined;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what opens is what we sealed
    const data = this.opened(id, 'session', stored) as SessionData | undefined;
    const tokens = this.openedTokens(id, stored);
    const seenAt = verifiedSeen(stored.seen, this.config.session.secrets, id);
    if (!data || !tokens || seenAt === undefined) return undefined;
    return this.know(id, stored, { data, tokens, seenAt });
  }

  /** @returns the session, where it is anybody's */
  private know(id: string, stored: StoredSession, opened: Opened): LiveSession | undefined {
    const { data, seenAt } = opened;
    const { startedAt = 0 } = data;
    if (!data.user) return undefined;
    const user = Object.freeze({ ...data.user, ...profileOf(opened.tokens.idToken) });
    const tokens = Object.freeze(callTokensOf(opened.tokens, this.config));
    const session = { id, user, startedAt, seenAt, tokens, data };
    const [version, seen] = [textOf(stored.version), textOf(stored.seen)];
    this.known.set(id, { key: sessionKey(id), version, seen, session });
    return session;
  }

  private replace(id: string, part: Part, value: object): Promise<boolean> {
    return this.engine.replace(sessionKey(id), part, this.sealed(id, part, value), newVersion());
  }

  private sealed(id: string, part: Part, value: object): Buffer {
    return seal(JSON.stringify(value), this.config.session.secrets, `${part} ${id}`);
  }

  private openedTokens(id: string, stored: StoredSession): TokenSet | undefined {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what opens is what we sealed
    return this.opened(id, 'tokens', stored) as TokenSet | undefined;
  }

  /** What the part holds, frozen, since later requests are given the same. */
  private opened(id: string, part: Part, stored: StoredSession): unknown {
    const json = open(stored[part], this.config.session.secrets, `${part} ${id}`);
    return json && frozen(json);
  }
}

const frozen = (json: string): unknown =>
  JSON.parse(json, (_, inner: unknown) => Object.freeze(inner));

/** The session's data as they come back from the store. */
const asRead = (data: SessionData): SessionData =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what was typed before
  frozen(JSON.stringify(data)) as SessionData;

const textOf = (bytes: Buffer) => bytes.toString('latin1');

const newVersion = () => randomBytes(VERSION_BYTES);

const digest = (text: string) => hash('sha256', text, 'base64url');

/** The braces are a cluster's hash tag: what belongs to one session lies in one slot. */
export const keyOf = (handle: string) => `session:{${handle}}`;
export const sessionKey = (id: string) => keyOf(sessionHandle(id));
export const leaseKey = (id: string) => `refresh:{${sessionHandle(id)}}`;
/** The handle of the session with this key. */
export const handleIn = (key: string) => key.slice('session:{'.length, -'}'.length);
export const userKey = (sub: string) => `user:{${digest(sub)}}`;
