import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { SESSION_ENGINE, type SessionEngine } from '../session/engine.js';

/**
 * Whether this task should get traffic: once it has reached the session store, until it drains. A
 * store that goes down later is named and decides nothing, for all tasks share it, and its outage
 * would take every one of them out of service at once.
 */
@Injectable()
export class Readiness implements BeforeApplicationShutdown {
  private reachedStore = false;
  private draining = false;

  constructor(@Inject(SESSION_ENGINE) private readonly engine: SessionEngine) {}

  async report() {
    const store = await this.engine.ping().then(
      () => 'up' as const,
      () => 'down' as const, // the log says why
    );
    this.reachedStore ||= store === 'up';
    const state = this.draining ? 'draining' : this.reachedStore ? 'ready' : 'starting';
    return { state, dependencies: { session_store: store } } as const;
  }

  beforeApplicationShutdown(): void {
    this.draining = true;
  }
}
