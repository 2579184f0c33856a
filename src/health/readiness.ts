import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { ProviderState } from '../cognito/provider-state.js';
import { CONFIG, type Config } from '../config/config.js';
import { readVersion } from '../config/version.js';
import { StoreState } from './store-state.js';

/**
 * Whether this task should get traffic: once it has reached the session store, until it drains. A
 * dependency that goes down later is named and decides nothing, for all tasks share it, and its outage
 * would take every one of them out of service at once.
 */
@Injectable()
export class Readiness implements BeforeApplicationShutdown {
  private readonly version = readVersion();
  private draining = false;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly store: StoreState,
    private readonly provider: ProviderState,
  ) {}

  async report() {
    const [store, provider] = await Promise.all([this.store.state(), this.provider.state()]);
    const state = this.draining ? 'draining' : this.store.reached ? 'ready' : 'starting';
    const dependencies = { session_store: store, provider };
    const { version, config } = this;
    return { state, version, revision: config.revision, dependencies } as const;
  }

  beforeApplicationShutdown(): void {
    this.draining = true;
  }
}
