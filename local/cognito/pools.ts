import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import type { Client } from './client-settings.js';
import { CognitoError } from './cognito-error.js';
import type { Context, Surroundings } from './context.js';
import { createPool, type Pool } from './pool.js';
import { poolSchema, type PoolSettings } from './pool-settings.js';
import { StateFile } from './state-folder.js';
import type { TriggerHandlers } from './trigger-handlers.js';

/** A pool, and the app client that somebody acts for. */
export interface Party {
  pool: Pool;
  client: Client;
}

export interface PoolPlan {
  settings: PoolSettings;
  /** @param endpoint of the user-pool API, for triggers that call it */
  triggers: (endpoint: string) => Partial<TriggerHandlers>;
  folder: string | undefined;
}

/** What a pool that was made by the API runs: AWS has its functions. */
const noTriggers = () => ({});

const savedIn = (folder: string | undefined) => new StateFile(folder, 'pool.json', poolSchema);

/** All user pools. Those that were made by the API are kept with their settings. */
export class UserPools {
  private readonly pools = new Map<string, Pool>();
  /** Those that were made by the API. */
  private readonly made = new Set<string>();

  private constructor(
    private readonly surroundings: Surroundings,
    private readonly folder: string | undefined,
  ) {}

  /** @throws {DamagedState} */
  static async open(
    surroundings: Surroundings,
    plans: PoolPlan[],
    folder: string | undefined,
  ): Promise<UserPools> {
    const pools = new UserPools(surroundings, folder);
    for (const plan of plans) await pools.open(plan);
    await pools.reopen();
    return pools;
  }

  all(): Pool[] {
    return [...this.pools.values()];
  }

  find(id: string): Pool | undefined {
    return this.pools.get(id);
  }

  /** @throws {CognitoError} `ResourceNotFoundException` */
  get(id: string): Pool {
    const pool = this.find(id);
    if (pool) return pool;
    throw new CognitoError('ResourceNotFoundException', `User pool ${id} does not exist.`);
  }

  /** Who acts for an app client. */
  party(clientId: string): Party | undefined {
    for (const pool of this.all()) {
      const client = pool.settings.Clients.find((one) => one.ClientId === clientId);
      if (client) return { pool, client };
    }
    return undefined;
  }

  /** The pool that a token says it is of. It has to be verified there. */
  ofToken(token: string): Pool | undefined {
    try {
      const { iss } = decodeJwt(token);
      return this.all().find(({ issuer }) => issuer === iss);
    } catch {
      return undefined; // no JSON web token
    }
  }

  /** The pool in which somebody is signing in. */
  ofSession(session: string): Pool | undefined {
    return this.all().find(({ challenges }) => challenges.has(session));
  }

  async create(settings: PoolSettings): Promise<Pool> {
    const folder = this.folder === undefined ? undefined : join(this.folder, settings.Id);
    const pool = await this.open({ settings, triggers: noTriggers, folder });
    this.made.add(settings.Id);
    this.save(pool);
    return pool;
  }

  /** To be called after the settings of a pool were changed. */
  save({ settings, folder }: Pool): void {
    if (this.made.has(settings.Id)) savedIn(folder).save(settings);
  }

  delete({ settings, folder }: Pool): void {
    this.pools.delete(settings.Id);
    if (this.made.delete(settings.Id) && folder !== undefined) rmSync(folder, { recursive: true });
  }

  private async open({ settings, triggers, folder }: PoolPlan): Promise<Pool> {
    const { server } = this.surroundings.addresses;
    const context: Context = {
      ...this.surroundings,
      settings,
      triggers: triggers(server),
      issuer: `${server}/${settings.Id}`,
      folder,
    };
    const pool = await createPool(context);
    this.pools.set(settings.Id, pool);
    return pool;
  }

  private async reopen(): Promise<void> {
    if (this.folder === undefined || !existsSync(this.folder)) return;
    for (const name of readdirSync(this.folder)) {
      const folder = join(this.folder, name);
      const settings = this.pools.has(name) ? undefined : savedIn(folder).load();
      if (settings) {
        await this.open({ settings, triggers: noTriggers, folder });
        this.made.add(settings.Id);
      }
    }
  }
}
