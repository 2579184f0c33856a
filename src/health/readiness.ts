import { Inject, Injectable } from '@nestjs/common';
import { ProviderState } from '../cognito/provider-state.js';
import { CONFIG, type Config } from '../config/config.js';
import { readVersion } from '../config/version.js';
import { Draining } from '../http/server/draining.js';
import { StoreState } from './store-state.js';

/**
 * Whether this task should get traffic: once it has reached the session store, until it drains. A
 * dependency that goes down later is named and decides nothing, for all tasks share it, and its outage
 * would take every one of them out of service at once.
 */
@Injectable()
export class Readiness {
  private readonly version = readVersion();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly store: StoreState,
    private readonly provider: ProviderState,
    private readonly draining: Draining,
  ) {}

  async report() {
    const [store, provider] = await Promise.all([this.store.state(), this.provider.state()]);
    const state = this.draining.hasBegun ? 'draining' : this.store.reached ? 'ready' : 'starting';
    const dependencies = { session_store: store, provider };
    const { version, config } = this;
    return { state, version, revision: config.revision, dependencies } as const;
  }
}
