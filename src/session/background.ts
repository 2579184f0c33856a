import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Failure } from '../http/failures/failure.js';
import { within } from '../http/within.js';
import { LOGGER } from '../telemetry/logger.js';

/** As long as a call of Cognito may take. */
const MAX_WAIT_MS = 10_000;
/** A process that ends is killed after 30 s, of which its requests may take 25. */
const SHUTDOWN_MS = 29_000;

/** Work that no answer waits for: it goes on behind the request, and a process that ends finishes it. */
@Injectable()
export class Background implements BeforeApplicationShutdown {
  private readonly running = new Set<Promise<void>>();
  private endsAt = Infinity;

  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  /** Lets `work` go on by itself. That it fails is logged, since nobody else hears of it. */
  run(name: string, work: Promise<unknown>): void {
    const settled = work
      .then(
        () => undefined,
        (error: unknown) => this.tell(name, error),
      )
      .finally(() => this.running.delete(settled));
    this.running.add(settled);
  }

  beforeApplicationShutdown(): void {
    this.endsAt = performance.now() + SHUTDOWN_MS;
  }

  /**
   * Waits until nothing runs any more, nor what that began in its turn: ten seconds at most, or less
   * where the process is about to be killed.
   */
  async finished(): Promise<void> {
    const until = Math.min(performance.now() + MAX_WAIT_MS, this.endsAt);
    for (;;) {
      const leftMs = until - performance.now();
      if (this.running.size === 0 || leftMs <= 0) return;
      await within(leftMs, Promise.all(this.running), undefined);
    }
  }

  private tell(name: string, error: unknown): void {
    if (error instanceof Failure) this.logger.warn({ work: name, code: error.code }, 'in vain');
    else this.logger.error({ work: name, err: error }, 'failed');
  }
}
