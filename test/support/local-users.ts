import { startLocalCognito, type LocalCognito } from '../../local/cognito/server.js';
import { defaultSettings } from '../../local/cognito/settings.js';
import type { PoolUser } from '../../src/cognito/pool-user.js';
import { UserDirectory } from '../../src/cognito/user-directory.js';
import { type Account, POOL } from './cognito-shapes.js';
import { configWith } from './engine-at.js';

/** The users of a local Cognito, which stands for the user pool of the test's own provider. */
export class LocalUsers {
  private constructor(
    private readonly cognito: LocalCognito,
    readonly directory: UserDirectory,
    /** What was mailed, oldest first. */
    readonly mails: readonly string[],
  ) {}

  static async start(): Promise<LocalUsers> {
    const mails: string[] = [];
    const cognito = await startLocalCognito({
      port: 0,
      settings: { ...defaultSettings, poolId: POOL.slice(1) },
      mail: (line) => mails.push(line),
      log: () => undefined,
    });
    const config = configWith({
      COGNITO_ISSUER: cognito.issuer,
      COGNITO_IDP_ENDPOINT: cognito.domain,
      COGNITO_ALLOW_HTTP: 'true',
    });
    return new LocalUsers(cognito, new UserDirectory(config), mails);
  }

  async stop(): Promise<void> {
    await this.directory.onApplicationShutdown();
    await this.cognito.close();
  }

  /** What the product is told of it. */
  get environment(): Record<string, string> {
    return { COGNITO_IDP_ENDPOINT: this.cognito.domain };
  }

  /** Somebody new. */
  async create(email: string, ...groups: string[]): Promise<PoolUser> {
    const made = await this.directory.invite(email);
    if (made.kind === 'refused') throw new Error(made.reason);
    for (const group of groups) await this.directory.join(made.value, group);
    return made.value;
  }

  /** As the pool has them now. */
  async named(name: string): Promise<PoolUser & { factors: readonly string[]; groups: string[] }> {
    const found = await this.directory.find(name);
    if (found.kind === 'refused') throw new Error(`${name}: ${found.reason}`);
    const groups = await this.directory.groupsOf(found.value);
    if (groups.kind === 'refused') throw new Error(`${name}: ${groups.reason}`);
    return { ...found.value, groups: groups.value };
  }

  /** Who signs in as them, with the groups that they are in now. */
  async account(name: string): Promise<Account> {
    const { sub, username, email = '', groups } = await this.named(name);
    return { sub, username, email, groups };
  }

  /** Who can administrate now. */
  async admins(): Promise<PoolUser[]> {
    const members = await this.directory.members('admins');
    return members.kind === 'done' ? members.value.filter(({ enabled }) => enabled) : [];
  }
}
