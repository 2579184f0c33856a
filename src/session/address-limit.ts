import { createHmac, type KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { CONFIG, type Config } from '../config/config.js';
import { networkOf } from '../http/requests/client-address.js';
import { within } from '../http/within.js';
import { Counters } from './counters.js';
import { SESSION_ENGINE, type SessionEngine } from './engine.js';
import { keyFor } from './keys.js';

const LIMIT = 60;
const WINDOW_MS = 60_000;
/** A login isn't kept waiting by a store that is slow: what this process has counted decides then. */
const PATIENCE_MS = 250;
const MAX_REFUSED = 10_000;

/** What counting one more request came to. */
export type Verdict =
  | { readonly kind: 'passes' }
  /** Seconds until the window ends, and whether this is the first that is refused in it. */
  | { readonly kind: 'refused'; readonly retryAfter: number; readonly first: boolean };

/**
 * How often one address may ask in a minute, whichever process it meets. Each process counts too, so
 * that the limit holds, for each process by itself, while the store can't be reached.
 */
@Injectable()
export class AddressLimit {
  private readonly here = new Counters();
  /** Who was refused isn't counted on until the window is over: a flood costs the store nothing. */
  private readonly refused = new LRUCache<string, true>({
    max: MAX_REFUSED,
    perf: { now: () => performance.now() },
    ttlResolution: 0,
  });
  private readonly key: KeyObject;

  constructor(
    @Inject(CONFIG) { session }: Config,
    @Inject(SESSION_ENGINE) private readonly engine: SessionEngine,
  ) {
    const [current] = session.secrets;
    if (!current) throw new TypeError('There is no session secret');
    this.key = keyFor('limit', current);
  }

  /** Counts a request from this address; all whose address isn't known are counted as one. Never fails. */
  async count(address: string | undefined): Promise<Verdict> {
    const counter = this.counterOf(address);
    if (this.refused.get(counter)) {
      return refusal(this.refused.getRemainingTTL(counter), false);
    }
    const own = this.here.count(counter, WINDOW_MS);
    const shared = await this.counted(counter);
    const { count, leftMs } = shared ?? own;
    if (count <= LIMIT) return { kind: 'passes' };
    // Our own count has gone on beside the shared one, and may be far beyond the limit when it decides.
    const first = shared ? count === LIMIT + 1 : !this.refused.has(counter);
    this.refused.set(counter, true, { ttl: Math.max(1, leftMs) });
    return refusal(leftMs, first);
  }

  /** A hash that only who has the secret can make: there are few addresses, and it is soon tried which it was. */
  private counterOf(address: string | undefined): string {
    const network = address === undefined ? 'unknown' : networkOf(address);
    const digest = createHmac('sha256', this.key).update(network).digest('base64url');
    return `limit:{${digest}}`;
  }

  /** What all processes have counted, or nothing where the store can't say it in time. */
  private counted(counter: string): Promise<{ count: number; leftMs: number } | undefined> {
    const count = this.engine.count(counter, WINDOW_MS).catch(() => undefined); // our own count decides
    return within(PATIENCE_MS, count, undefined);
  }
}

const refusal = (leftMs: number, first: boolean): Verdict => ({
  kind: 'refused',
  retryAfter: Math.max(1, Math.ceil(leftMs / 1000)),
  first,
});
