import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { SESSION_ENGINE, type SessionEngine } from '../session/engine.js';
import { Lease } from './lease.js';

/** Longer than those before one take: each asks Cognito a few times. */
const MAX_WAIT_MS = 5_000;
const POLL_MS = 50;

/** What is done by one at a time among all processes, since each looks first at what the others have done. */
@Injectable()
export class OneAtATime {
  constructor(@Inject(SESSION_ENGINE) private readonly engine: SessionEngine) {}

  /**
   * Does it once nobody else does what has this name.
   *
   * @returns `undefined` where others took too long: it wasn't done
   * @throws RequestFailed `session_store_unavailable`
   */
  async do<Value>(name: string, work: () => Promise<Value>): Promise<Value | undefined> {
    const lease = await this.await(keyOf(name));
    if (!lease) return undefined;
    try {
      return await work();
    } finally {
      await lease.release(false);
    }
  }

  private async await(key: string): Promise<Lease | undefined> {
    for (const end = Date.now() + MAX_WAIT_MS; ; await sleep(POLL_MS)) {
      const grant = await Lease.request(this.engine, key);
      if (grant.kind === 'held') return grant.lease;
      if (Date.now() >= end) return undefined;
    }
  }
}

/** All leases have this prefix, whatever they are for: the store lets its user have no other. */
const keyOf = (name: string) => `refresh:{${name}}`;
