/** What of a session may have changed since it was read last: as little as can be, for each request reads it. */
export interface Glance {
  /** Another one after each write of a part. Empty where a product from before it wrote the session. */
  readonly version: Buffer;
  /** When the session was used last, signed. */
  readonly seen: Buffer;
}

/** What an engine keeps of one session. Two parts are sealed. */
export interface StoredSession extends Glance {
  readonly session: Buffer;
  readonly tokens: Buffer;
}

export type Part = 'session' | 'tokens';

/** What a list holds, by name. */
export type Entries = ReadonlyMap<string, Buffer>;

/** Injection token of the `SessionEngine`. */
export const SESSION_ENGINE = Symbol('session engine');

/**
 * Where sessions live. Each method is one atomic step and one round trip; each fails with
 * RequestFailed `session_store_unavailable` and never with an answer that only looks like one.
 *
 * A session is one record with several parts, so that one deletion ends all of it. Nothing but
 * `create` makes a record: what comes after the end of a session finds none, and revives none.
 * Keys and values are opaque here. Times to live are in ms.
 */
export interface SessionEngine {
  create(key: string, stored: StoredSession, ttlMs: number): Promise<void>;
  /** Whether there is such a session, and what tells whether it is as it was; without the rest of it. */
  glance(key: string): Promise<Glance | undefined>;
  read(key: string): Promise<StoredSession | undefined>;
  /** Writes one part of a record that exists, with a new version, and leaves its end as it is. @returns whether it exists */
  replace(key: string, part: Part, value: Buffer, version: Buffer): Promise<boolean>;
  /** Gives a record that exists a new end. */
  touch(key: string, seen: Buffer, ttlMs: number): Promise<void>;
  /** Deletes the record and gives what it held: of two that end a session, to one alone. */
  end(key: string): Promise<StoredSession | undefined>;

  /** Takes the lease, or gives what its holder (or the last one) left there. */
  acquire(lease: string, owner: string, ttlMs: number): Promise<string | undefined>;
  /** Writes what waits for others instead of the owner, or prolongs it. Only its owner can. */
  hold(lease: string, owner: string, value: string, ttlMs: number): Promise<boolean>;
  release(lease: string, owner: string): Promise<void>;

  /** Adds an entry to a list; the list lives at least as long as its youngest entry. @returns what `recall` does */
  remember(list: string, entry: string, value: Buffer, ttlMs: number): Promise<Entries>;
  /** What is in the list by now, as a copy. */
  recall(list: string): Promise<Entries>;
  forget(list: string, entry: string): Promise<void>;

  /** Counts one more in a window that begins with its first. @returns how many by now, and the ms left of the window */
  count(counter: string, windowMs: number): Promise<{ count: number; leftMs: number }>;

  /** Asks whether the store answers. */
  ping(): Promise<void>;
  /** What speaks against this kind of store, as it tells of itself; half a sentence, or nothing. */
  objection(): Promise<string | undefined>;
  close(): void;
}
