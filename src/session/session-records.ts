import { hash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { SessionData } from 'express-session';
import { LRUCache } from 'lru-cache';
import type { TokenSet } from '../cognito/token-set.js';
import { CONFIG, type Config } from '../config/config.js';
import { type Part, SESSION_ENGINE, type SessionEngine } from './engine.js';
import { sessionHandle } from '../telemetry/session-handle.js';
import { open, seal } from './seal.js';
import { signedSeen, verifiedSeen } from './seen.js';

/** What is kept open takes up to this much memory: some thousand sessions with 4 KB of tokens. */
const MAX_OPEN_BYTES = 64 * 1024 * 1024;

/** What a part of a session held when it was opened last. */
interface Opened {
  readonly sealed: Buffer;
  readonly value: unknown;
}

/** What is known of one session: its key in the store, and its parts. */
type Known = { readonly key: string } & Partial<Readonly<Record<Part | 'seen', Opened>>>;

/** What an entry takes besides what its parts hold. */
const ENTRY_BYTES = 256;

/** A session as it was read, its tokens still sealed: most requests don't need to open them twice. */
export interface SessionRecord {
  readonly data: SessionData;
  readonly sealedTokens: Buffer;
  readonly seenAt: number;
}

/**
 * Sessions as only their cookies open them: the key is a hash of the session id, the values are
 * sealed under it. A copy of the store, even together with the server's secrets, gives neither a
 * cookie nor a session nor a token.
 */
@Injectable()
export class SessionRecords {
  /**
   * What was opened last of each session: while the store holds the same bytes, it isn't opened again.
   * Kept by session id, so that what somebody copied into another's record opens there no more than
   * it does for the first time.
   */
  private readonly known = new LRUCache<string, Known>({
    maxSize: MAX_OPEN_BYTES,
    sizeCalculation: ({ session, tokens, seen }) =>
      ENTRY_BYTES + 2 * (lengthOf(session) + lengthOf(tokens) + lengthOf(seen)),
  });

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(SESSION_ENGINE) private readonly engine: SessionEngine,
  ) {}

  create(id: string, data: SessionData, tokens: TokenSet, ttlMs: number): Promise<void> {
    const stored = {
      session: this.sealed(id, 'session', data),
      tokens: this.sealed(id, 'tokens', tokens),
      seen: signedSeen(data.startedAt ?? Date.now(), this.config.session.secrets, id),
    };
    return this.engine.create(sessionKey(id), stored, ttlMs);
  }

  /** The session, as far as we wrote it: one whose last use somebody else wrote is none. */
  async read(id: string): Promise<SessionRecord | undefined> {
    const known = this.known.get(id);
    const stored = await this.engine.read(known?.key ?? sessionKey(id));
    if (!stored) return undefined;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what opens is what we sealed
    const data = this.opened(id, 'session', stored.session, known) as SessionData | undefined;
    const seenAt = this.opened(id, 'seen', stored.seen, known);
    if (!data || typeof seenAt !== 'number') return undefined;
    return { data, sealedTokens: stored.tokens, seenAt };
  }

  /** The session's tokens as they are now. */
  async readTokens(id: string): Promise<TokenSet | undefined> {
    const stored = await this.engine.read(sessionKey(id));
    return stored && this.openTokens(id, stored.tokens);
  }

  openTokens(id: string, sealed: Buffer): TokenSet | undefined {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what opens is what we sealed
    return this.opened(id, 'tokens', sealed, this.known.get(id)) as TokenSet | undefined;
  }

  /** @returns false where the session has ended, and stays so */
  replaceSession(id: string, data: SessionData): Promise<boolean> {
    return this.engine.replace(sessionKey(id), 'session', this.sealed(id, 'session', data));
  }

  /** @returns false where the session has ended, and stays so */
  replaceTokens(id: string, tokens: TokenSet): Promise<boolean> {
    return this.engine.replace(sessionKey(id), 'tokens', this.sealed(id, 'tokens', tokens));
  }

  touch(id: string, ttlMs: number): Promise<void> {
    const seen = signedSeen(Date.now(), this.config.session.secrets, id);
    return this.engine.touch(sessionKey(id), seen, ttlMs);
  }

  /** Ends the session. @returns its tokens, to one caller alone; `undefined` where it had ended */
  async end(id: string): Promise<TokenSet | undefined> {
    const stored = await this.engine.end(sessionKey(id));
    return stored && this.openTokens(id, stored.tokens);
  }

  private sealed(id: string, part: Part, value: object): Buffer {
    return seal(JSON.stringify(value), this.config.session.secrets, `${part} ${id}`);
  }

  /** What `sealed` holds, frozen, since later requests are given the same. */
  private opened(
    id: string,
    part: Part | 'seen',
    sealed: Buffer,
    known: Known | undefined,
  ): unknown {
    const before = known?.[part];
    if (before?.sealed.equals(sealed)) return before.value;

    const { secrets } = this.config.session;
    const value =
      part === 'seen'
        ? verifiedSeen(sealed, secrets, id)
        : parsed(open(sealed, secrets, `${part} ${id}`));
    if (value === undefined) return undefined;
    const opened = { sealed: Buffer.from(sealed), value }; // a copy, of no larger memory
    const others = this.known.get(id) ?? { key: sessionKey(id) };
    this.known.set(id, { ...others, [part]: opened });
    return value;
  }
}

const lengthOf = (opened: Opened | undefined) => opened?.sealed.length ?? 0;

const parsed = (json: string | undefined): unknown =>
  json === undefined ? undefined : JSON.parse(json, (_, inner: unknown) => Object.freeze(inner));

const digest = (text: string) => hash('sha256', text, 'base64url');

/** The braces are a cluster's hash tag: what belongs to one session lies in one slot. */
export const sessionKey = (id: string) => `session:{${sessionHandle(id)}}`;
export const leaseKey = (id: string) => `refresh:{${sessionHandle(id)}}`;
/** The handle of the session with this key. */
export const handleIn = (key: string) => key.slice('session:{'.length, -'}'.length);
export const userKey = (sub: string) => `user:{${digest(sub)}}`;
