import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Logger } from 'pino';
import { Failure } from '../http/failures/failure.js';
import { within } from '../http/within.js';
import { SESSION_ENGINE, type SessionEngine } from '../session/engine.js';
import { replyCode } from '../session/redis-client.js';
import { rehearseAll, rehearseLogin } from '../session/rehearsal.js';
import { LOGGER } from '../telemetry/logger.js';
import { oneLine } from '../telemetry/one-line.js';

/** Less than the two seconds that a probe may wait for us. */
const PATIENCE_MS = 1_000;
const FIRST_TRIES_MS = 1_000;
/** A store that did what a login needs is only pinged for this long: probes may come in numbers. */
const TRUSTED_MS = 2_000;
const MAX_REASONS = 10;

/**
 * Whether the session store does what a login does to it. An answer to a ping says little: the user
 * may lack rights, the store may be too old, full, or a replica.
 */
@Injectable()
export class StoreState implements OnApplicationBootstrap, BeforeApplicationShutdown {
  /** Whether it ever was up since the start. */
  reached = false;
  private provenAt = Number.NEGATIVE_INFINITY;
  private judging: Promise<'up' | 'down'> | undefined;
  private firstTries: NodeJS.Timeout | undefined;
  /** The reasons that were given since it was up last; each is logged once, up to ten. */
  private readonly said = new Set<string>();

  constructor(
    @Inject(SESSION_ENGINE) private readonly engine: SessionEngine,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** It is found out, and logged, whether or not somebody asks. */
  onApplicationBootstrap(): void {
    void this.state();
    this.firstTries = setInterval(() => void this.state(), FIRST_TRIES_MS).unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.firstTries);
  }

  /**
   * Never fails, and those who ask at once are given the same answer. A store that is too slow is down:
   * who probes must not take this task for dead, and with it all others.
   */
  state(): Promise<'up' | 'down'> {
    this.judging ??= this.judge().finally(() => {
      this.judging = undefined;
    });
    return within(PATIENCE_MS, this.judging, 'down');
  }

  private async judge(): Promise<'up' | 'down'> {
    try {
      await this.prove();
    } catch (error) {
      this.provenAt = Number.NEGATIVE_INFINITY;
      const cause = error instanceof Failure ? error.cause : error;
      const answered = cause === error || replyCode(cause) !== undefined;
      if (answered) this.sayOnce(oneLine(cause)); // that it can't be reached, its connection says
      return 'down';
    }
    clearInterval(this.firstTries);
    if (this.said.size > 0) this.logger.info('the session store does what a login needs');
    this.said.clear();
    this.reached = true;
    return 'up';
  }

  /** A store that was down, or never up, has to show everything: another may have taken its place. */
  private async prove(): Promise<void> {
    const since = performance.now() - this.provenAt;
    if (since < TRUSTED_MS) return this.engine.ping();

    if (Number.isFinite(since)) {
      await rehearseLogin(this.engine);
    } else {
      const objection = await this.engine.objection();
      if (objection !== undefined) throw new Error(objection);
      await rehearseAll(this.engine);
    }
    this.provenAt = performance.now();
  }

  private sayOnce(reason: string): void {
    if (this.said.has(reason) || this.said.size === MAX_REASONS) return;
    this.said.add(reason);
    this.logger.error(
      { reason },
      'the session store doesn’t do what a login needs (docs/sessions.md says what that is)',
    );
  }
}
