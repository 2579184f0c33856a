import { BuiltProduct } from './built-product.js';
import { freePort } from './http-server.js';
import { OpenIdProvider } from './openid-provider.js';
import { SessionServer } from './session-server.js';
import { TestBrowser } from './test-browser.js';
import { UpstreamApi } from './upstream-api.js';
import { environmentFor } from './world.js';

interface Member {
  readonly product: BuiltProduct;
  readonly origin: string;
}

/** Several processes of the built product over one store, one Cognito and one API. */
export class Fleet {
  private constructor(
    readonly provider: OpenIdProvider,
    readonly api: UpstreamApi,
    readonly store: SessionServer,
    readonly members: readonly Member[],
  ) {}

  static async start(size: number, environment: Record<string, string> = {}): Promise<Fleet> {
    const [provider, api, store] = await Promise.all([
      OpenIdProvider.start(),
      UpstreamApi.start(),
      SessionServer.start(),
    ]);
    const ports: number[] = [];
    for (let index = 0; index < size; index += 1) ports.push(await freePort());
    const members = ports.map((port) => {
      const told = { ...environmentFor(provider, api, port), REDIS_URL: store.url };
      const product = new BuiltProduct({ ...told, LOG_LEVEL: 'info', ...environment });
      const origin = `http://localhost:${port}`;
      provider.register(origin);
      return { product, origin };
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
