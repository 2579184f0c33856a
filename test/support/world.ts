import type { NestExpressApplication } from '@nestjs/platform-express';
import { parseConfig } from '../../src/config/config.js';
import { Provider } from '../../src/cognito/provider.js';
import { createApp } from '../../src/create-app.js';
import { Events, type EventFields } from '../../src/telemetry/events.js';
import { capturedLog, type LogLine } from './captured-log.js';
import { addExamplePage } from './example-page.js';
import { Tokens } from '../../src/tokens/tokens.js';
import { freePort } from './http-server.js';
import { OpenIdProvider } from './openid-provider.js';
import { TestBrowser } from './test-browser.js';
import { UpstreamApi } from './upstream-api.js';

type Environment = Record<string, string>;

const SESSION_SECRET = 'a-session-secret-for-tests-of-32-characters';

/** What the product is told of a provider and an API. */
export const environmentFor = (
  provider: OpenIdProvider,
  api: UpstreamApi,
  port: number,
): Environment => ({
  PUBLIC_URL: `http://localhost:${port}`,
  PORT: String(port),
  METRICS_PORT: String(port + 1),
  COGNITO_ISSUER: provider.issuer,
  COGNITO_DOMAIN: provider.origin,
  COGNITO_IDP_ENDPOINT: provider.origin,
  COGNITO_ALLOW_HTTP: 'true',
  COGNITO_CLIENT_ID: provider.clientId,
  COGNITO_CLIENT_SECRET: provider.clientSecret,
  API_URL: api.url,
  SESSION_SECRETS: SESSION_SECRET,
  TRUST_PROXY_HOPS: '1', // each `TestBrowser` says where its proxy saw it
  LOG_LEVEL: 'fatal',
});

/** The limits of Node's server, in ms. */
interface ServerLimits {
  headersTimeout: number;
  requestTimeout: number;
  connectionsCheckingInterval: number;
}

interface RecordedEvent {
  name: string;
  [field: string]: unknown;
}

/**
 * The product in this process with a page of the tests' own (`/example`), a Cognito and an API of the test's own, and
 * browsers to visit it.
 */
export class World {
  /** The audit events, oldest first. */
  readonly events: RecordedEvent[] = [];

  private constructor(
    readonly provider: OpenIdProvider,
    readonly api: UpstreamApi,
    readonly app: NestExpressApplication,
    readonly origin: string,
    /** Where it listens: other than `origin` where a proxy would stand in front. */
    readonly address: string,
    private readonly lines: LogLine[],
  ) {}

  /**
   * `environment` may need to know the provider first. `limits` are in place of the product's own, for
   * who has no time to wait for those; `extend` adds to the product's routes.
   */
  static async start(
    environment: Environment | ((provider: OpenIdProvider) => Environment) = {},
    limits?: ServerLimits,
    extend: (app: NestExpressApplication) => void = () => undefined,
  ): Promise<World> {
    const [provider, api, port] = await Promise.all([
      OpenIdProvider.start(),
      UpstreamApi.start(),
      freePort(),
    ]);
    const own = typeof environment === 'function' ? environment(provider) : environment;
    const config = parseConfig({ ...environmentFor(provider, api, port), ...own });
    provider.register(config.publicUrl);
    const { lines, logger } = capturedLog();
    addExamplePage();
    const app = await createApp(config, logger);
    extend(app);
    const address = `http://localhost:${port}`;
    const world = new World(provider, api, app, config.publicUrl, address, lines);
    world.listenTo(app.get(Events));
    Object.assign(app.getHttpServer(), limits);
    await app.listen(port, 'localhost');
    return world;
  }

  /** What was logged: at this level the audit trail alone, and what is fatal. */
  get log(): readonly LogLine[] {
    return this.lines;
  }

  /** Somebody new. Where PUBLIC_URL is https, a load balancer in front ends TLS. */
  browser(): TestBrowser {
    const proxied = this.origin !== this.address;
    return new TestBrowser(this.origin, proxied ? { [this.origin]: this.address } : {});
  }

  eventsNamed(name: keyof EventFields): RecordedEvent[] {
    return this.events.filter((event) => event.name === name);
  }

  /** Events and log lines until now are gone. */
  forgetRecords(): void {
    this.events.length = 0;
    this.lines.length = 0;
  }

  /** As if the time were over for which a Cognito that failed isn't asked again. */
  forgetFailures(): void {
    const tokens = this.app.get(Tokens);
    Reflect.set(tokens, 'pausedUntil', 0);
    tokens['pauses'].clear();
  }

  /** As if Cognito's keys had been fetched so long ago that they are asked for again. */
  ageKeys(): void {
    const keySet = this.app.get(Provider)['keySet'];
    if (keySet) keySet.uat = 0;
  }

  /** At once: what a test left open is not waited for. */
  async stop(): Promise<void> {
    const closed = this.app.close();
    this.app.getHttpServer().closeAllConnections();
    await this.provider.stop(); // what still waits for it waits in vain
    await closed;
    await this.api.stop();
  }

  private listenTo(events: Events): void {
    const record = events.record.bind(events);
    events.record = (name, fields) => {
      this.events.push({ name, ...fields });
      record(name, fields);
    };
  }
}
