import { LRUCache } from 'lru-cache';

const MAX_COUNTERS = 10_000;

/** Counts in this process: each window begins with its first, and later ones don't prolong it. */
export class Counters {
  private readonly counters = new LRUCache<string, number>({
    max: MAX_COUNTERS,
    perf: { now: () => performance.now() }, // asked each time, so that tests can move it
    ttlResolution: 0,
  });

  /** @returns how many by now, and the ms left of the window */
  count(counter: string, windowMs: number): { count: number; leftMs: number } {
    const count = (this.counters.get(counter) ?? 0) + 1;
    const running = count > 1 && { noUpdateTTL: true };
    this.counters.set(counter, count, { ttl: Math.max(1, windowMs), ...running });
    return { count, leftMs: this.counters.getRemainingTTL(counter) };
  }
}
