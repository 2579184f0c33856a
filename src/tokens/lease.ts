import { randomUUID } from 'node:crypto';
import type { SessionEngine } from '../session/engine.js';

/** A holder that dies is followed by another after this long. */
const LEASE_MS = 3_000;
const RENEWAL_MS = 1_000;
/** Long enough for all who wait to see it. */
const VAIN_MS = 250;
const VAIN = 'vain';

/** What asking for the lease came to. */
export type Grant =
  | { readonly kind: 'held'; readonly lease: Lease }
  | { readonly kind: 'taken' }
  /** Its last holder found that it can't be done just now. */
  | { readonly kind: 'vain' };

/**
 * The right to do something for which one at a time is enough, among all processes. It is renewed
 * while held and only its owner, known by a random name, renews or releases it.
 */
export class Lease {
  private readonly renewal: NodeJS.Timeout;

  private constructor(
    private readonly engine: SessionEngine,
    private readonly key: string,
    private readonly owner: string,
  ) {
    this.renewal = setInterval(() => {
      // One that fails is followed by others; where all do, the lease runs out.
      engine.hold(key, owner, owner, LEASE_MS).catch(() => undefined);
    }, RENEWAL_MS);
    this.renewal.unref();
  }

  static async request(engine: SessionEngine, key: string): Promise<Grant> {
    const owner = randomUUID();
    const holder = await engine.acquire(key, owner, LEASE_MS);
    if (holder === undefined) return { kind: 'held', lease: new Lease(engine, key, owner) };
    return { kind: holder === VAIN ? 'vain' : 'taken' };
  }

  /** Lets the next one try; `inVain` tells who waited that it came to nothing. */
  async release(inVain: boolean): Promise<void> {
    clearInterval(this.renewal);
    try {
      if (inVain) await this.engine.hold(this.key, this.owner, VAIN, VAIN_MS);
      else await this.engine.release(this.key, this.owner);
    } catch {
      // What can't be released runs out by itself, and what was done under it stays done.
    }
  }
}
