import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.js';
import { RequestFailed } from '../http/failures/failure.js';
import { targetOf } from '../http/requests/request-target.js';
import type { LiveSession } from '../session/session-records.js';
import { Events } from '../telemetry/events.js';

/** A request lasts well under a second, as a rule. */
const RETRY_AFTER_SECONDS = 1;

/**
 * How many requests of one session call an API at a time. In this process: what is limited is what a
 * process holds, connections and memory.
 */
@Injectable()
export class InFlight {
  private readonly counts = new Map<string, number>();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly events: Events,
  ) {}

  /**
   * Counts a request in, before its body is read. Whoever was counted in must `leave`.
   *
   * @throws RequestFailed `too_many_requests`
   */
  enter({ id }: LiveSession, request: IncomingMessage): void {
    const others = this.counts.get(id) ?? 0;
    if (others >= this.config.session.requests) {
      this.events.record('request.refused', { reason: 'too_many_requests', ...targetOf(request) });
      throw new RequestFailed('too_many_requests', { retryAfter: RETRY_AFTER_SECONDS });
    }
    this.counts.set(id, others + 1);
  }

  leave({ id }: LiveSession): void {
    const left = (this.counts.get(id) ?? 1) - 1;
    if (left === 0) this.counts.delete(id);
    else this.counts.set(id, left);
  }
}
