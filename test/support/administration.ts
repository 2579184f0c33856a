import type { PoolUser } from '../../src/cognito/pool-user.js';
import { LocalUsers } from './local-users.js';
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
    readonly users: LocalUsers,
  ) {}

  static async start(): Promise<Administration> {
    const users = await LocalUsers.start();
    return new Administration(await World.start(users.environment), users);
  }

  async stop(): Promise<void> {
    await this.world.stop();
    await this.users.stop();
  }

  create(email: string, ...groups: string[]): Promise<PoolUser> {
    return this.users.create(email, ...groups);
  }

  userOf(name: string): ReturnType<LocalUsers['named']> {
    return this.users.named(name);
  }

  /** A browser of somebody in the pool, who is signed in with the groups that they are in now. */
  async signIn(name: string): Promise<TestBrowser> {
    this.world.provider.person = await this.users.account(name);
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
