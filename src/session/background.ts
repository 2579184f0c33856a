import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Failure } from '../http/failure.js';
import { LOGGER } from '../telemetry/logger.js';

/** As long as a call of Cognito may take. A process that ends is killed soon after. */
const MAX_WAIT_MS = 10_000;

/** Work that no answer waits for: it goes on behind the request, and a process that ends finishes it. */
@Injectable()
export class Background {
  private readonly running = new Set<Promise<void>>();

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

  /** Waits until nothing runs any more, ten seconds at most. */
  async finished(): Promise<void> {
    const patience = new AbortController();
    const late = sleep(MAX_WAIT_MS, undefined, { signal: patience.signal });
    await Promise.race([Promise.all(this.running), late]);
    patience.abort();
  }

  private tell(name: string, error: unknown): void {
    if (error instanceof Failure) this.logger.warn({ work: name, code: error.code }, 'in vain');
    else this.logger.error({ work: name, err: error }, 'failed');
  }
}
