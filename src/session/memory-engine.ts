import { LRUCache } from 'lru-cache';
import { Counters } from './counters.js';
import type { Entries, Glance, Part, SessionEngine, StoredSession } from './engine.js';

const MAX_BYTES = 256 * 1024 * 1024;
const ENTRY_OVERHEAD_BYTES = 512;
const MAX_LISTS = 100_000;

/** Asked each time, so that tests can move it. */
const clock = { perf: { now: () => performance.now() }, ttlResolution: 0 };

/**
 * The embedded default: sessions in this process, gone with it. Entries expire, and past 256 MiB the
 * least recently used go first.
 */
export class MemoryEngine implements SessionEngine {
  private readonly sessions = new LRUCache<string, StoredSession>({
    maxSize: MAX_BYTES,
    sizeCalculation: ({ session, tokens }) => session.length + tokens.length + ENTRY_OVERHEAD_BYTES,
    ...clock,
  });
  private readonly leases = new LRUCache<string, string>({ max: MAX_LISTS, ...clock });
  private readonly counters = new Counters();
  private readonly lists = new LRUCache<string, Map<string, Buffer>>({
    max: MAX_LISTS,
    ...clock,
  });

  async create(key: string, stored: StoredSession, ttlMs: number): Promise<void> {
    this.sessions.set(key, stored, { ttl: some(ttlMs) });
  }

  async read(key: string): Promise<StoredSession | undefined> {
    return this.sessions.get(key);
  }

  async glance(key: string): Promise<Glance | undefined> {
    return this.sessions.get(key);
  }

  async replace(key: string, part: Part, value: Buffer, version: Buffer): Promise<boolean> {
    const stored = this.sessions.get(key);
    if (!stored) return false;
    this.sessions.set(key, { ...stored, [part]: value, version }, { noUpdateTTL: true });
    return true;
  }

  async touch(key: string, seen: Buffer, ttlMs: number): Promise<void> {
    const stored = this.sessions.get(key);
    if (stored) this.sessions.set(key, { ...stored, seen }, { ttl: some(ttlMs) });
  }

  async end(key: string): Promise<StoredSession | undefined> {
    const stored = this.sessions.get(key);
    this.sessions.delete(key);
    return stored;
  }

  async acquire(lease: string, owner: string, ttlMs: number): Promise<string | undefined> {
    const held = this.leases.get(lease);
    if (held === undefined) this.leases.set(lease, owner, { ttl: some(ttlMs) });
    return held;
  }

  async hold(lease: string, owner: string, value: string, ttlMs: number): Promise<boolean> {
    if (this.leases.get(lease) !== owner) return false;
    this.leases.set(lease, value, { ttl: some(ttlMs) });
    return true;
  }

  async release(lease: string, owner: string): Promise<void> {
    if (this.leases.get(lease) === owner) this.leases.delete(lease);
  }

  async remember(list: string, entry: string, value: Buffer, ttlMs: number): Promise<Entries> {
    const entries = new Map(this.lists.get(list)).set(entry, value);
    this.lists.set(list, entries, { ttl: some(ttlMs) });
    return new Map(entries);
  }

  async recall(list: string): Promise<Entries> {
    return new Map(this.lists.get(list));
  }

  async forget(list: string, entry: string): Promise<void> {
    const entries = this.lists.get(list);
    if (!entries?.delete(entry) || entries.size > 0) return;
    this.lists.delete(list);
  }

  async count(counter: string, windowMs: number): Promise<{ count: number; leftMs: number }> {
    return this.counters.count(counter, windowMs);
  }

  async ping(): Promise<void> {
    // it is where we are
  }

  async objection(): Promise<undefined> {
    return undefined;
  }

  close(): void {
    // it ends with us
  }
}

/** To lru-cache, a time to live of 0 is one without end. */
const some = (ttlMs: number) => Math.max(1, ttlMs);
