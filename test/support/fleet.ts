import { BuiltProduct } from './built-product.js';
import { freePort } from './http-server.js';
import { OpenIdProvider } from './openid-provider.js';
import { SessionServer } from './session-server.js';
import { TestBrowser } from './test-browser.js';
import { UpstreamApi } from './upstream-api.js';
import { environmentFor } from './world.js';

type Environment = Record<string, string>;

interface Member {
  readonly product: BuiltProduct;
  readonly origin: string;
  /** What it was told. */
  readonly environment: Environment;
}

/** Several processes of the built product over one store, one Cognito and one API. */
export class Fleet {
  private constructor(
    readonly provider: OpenIdProvider,
    readonly api: UpstreamApi,
    readonly store: SessionServer,
    readonly members: Member[],
  ) {}

  static async start(size: number, environment: Environment = {}): Promise<Fleet> {
    const [provider, api, store] = await Promise.all([
      OpenIdProvider.start(),
      UpstreamApi.start(),
      SessionServer.start(),
    ]);
    const ports: number[] = [];
    for (let index = 0; index < size; index += 1) ports.push(await freePort());
    const members = ports.map((port) => {
      const own = { ...environmentFor(provider, api, port), REDIS_URL: store.url };
      const told: Environment = { ...own, LOG_LEVEL: 'info', ...environment };
      const origin = `http://localhost:${port}`;
      provider.register(told['PUBLIC_URL'] ?? origin);
      return { product: new BuiltProduct(told), origin, environment: told };
    });
    const fleet = new Fleet(provider, api, store, members);
    await Promise.all(
      members.map(({ product, origin }) => product.answers(`${origin}/health/live`)),
    );
    return fleet;
  }

  /** Somebody new at one of the processes. */
  browser(index = 0): TestBrowser {
    return new TestBrowser(this.member(index).origin);
  }

  /** The same person, with the same cookies, at another of the processes. */
  browserLike(other: TestBrowser, index: number): TestBrowser {
    const { origin } = this.member(index);
    const browser = new TestBrowser(origin);
    for (const { name, value } of other.cookies.all()) {
      browser.cookies.keep(`${name}=${value}; Path=/`, new URL(origin));
    }
    return browser;
  }

  /** In place of a process that has ended: another one, that answers, told the same but for the changes. */
  async replace(index: number, changes: Environment = {}): Promise<void> {
    const { origin, environment } = this.member(index);
    const told = { ...environment, ...changes };
    const product = new BuiltProduct(told);
    this.members[index] = { product, origin, environment: told };
    await product.answers(`${origin}/health/live`);
  }

  member(index: number): Member {
    const member = this.members[index];
    if (!member) throw new RangeError(`The fleet has no process ${index}`);
    return member;
  }

  /** The audit events of all processes. */
  eventsNamed(name: string): Record<string, unknown>[] {
    return this.members
      .flatMap(({ product }) => product.lines)
      .map((line): Record<string, unknown> => JSON.parse(line))
      .filter(({ event }) => event === name);
  }

  async stop(): Promise<void> {
    await Promise.all(this.members.map(({ product }) => product.stop('SIGKILL')));
    await Promise.all([this.provider.stop(), this.api.stop(), this.store.remove()]);
  }
}
