import { startLocalCognito, type LocalCognito } from '../../local/cognito/server.js';
import { defaultSettings } from '../../local/cognito/settings.js';
import type { PoolUser } from '../../src/cognito/pool-user.js';
import { UserDirectory } from '../../src/cognito/user-directory.js';
import { POOL } from './cognito-shapes.js';
import type { Answer, TestBrowser } from './test-browser.js';
import { World } from './world.js';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

/**
 * The product, whose users are those of a local Cognito. They sign in at the test's own provider, which asks
 * them for nothing and says of them what the pool says.
 */
export class Administration {
  private constructor(
    readonly world: World,
    private readonly cognito: LocalCognito,
    /** What the local Cognito has mailed, oldest first. */
    readonly mails: readonly string[],
  ) {}

  static async start(environment: Record<string, string> = {}): Promise<Administration> {
    const mails: string[] = [];
    const cognito = await startLocalCognito({
      port: 0,
      settings: { ...defaultSettings, poolId: POOL.slice(1) },
      mail: (line) => mails.push(line),
      log: () => undefined,
    });
    const world = await World.start({ COGNITO_IDP_ENDPOINT: cognito.domain, ...environment });
    return new Administration(world, cognito, mails);
  }

  async stop(): Promise<void> {
    await this.world.stop();
    await this.cognito.close();
  }

  get directory(): UserDirectory {
    return this.world.app.get(UserDirectory);
  }

  /** Somebody new. */
  async create(email: string, ...groups: string[]): Promise<PoolUser> {
    const made = await this.directory.invite(email);
    if (made.kind === 'refused') throw new Error(made.reason);
    for (const group of groups) await this.directory.join(made.value, group);
    return made.value;
  }

  /** As the pool has them now. */
  async userOf(name: string): Promise<PoolUser & { factors: readonly string[]; groups: string[] }> {
    const found = await this.directory.find(name);
    if (found.kind === 'refused') throw new Error(`${name}: ${found.reason}`);
    const groups = await this.directory.groupsOf(found.value);
    if (groups.kind === 'refused') throw new Error(`${name}: ${groups.reason}`);
    return { ...found.value, groups: groups.value };
  }

  /** A browser of somebody in the pool, who is signed in with the groups that they are in now. */
  async signIn(name: string): Promise<TestBrowser> {
    const { sub, username, email = '', groups } = await this.userOf(name);
    this.world.provider.person = { sub, username, email, groups };
    const browser = this.world.browser();
    await browser.signIn();
    return browser;
  }
}

/** A form as htmx sends it. */
export const htmxPost = (
  browser: TestBrowser,
  path: string,
  fields: Record<string, string>,
): Promise<Answer> =>
  browser.htmx(path, {
    method: 'POST',
    page: path,
    headers: FORM,
    body: new URLSearchParams(fields).toString(),
  });

/** What is read of a page. */
export const textOf = (html: string): string =>
  html
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&amp;', '&')
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll(/\s+/g, ' ')
    .trim();
