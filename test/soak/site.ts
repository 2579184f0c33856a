import { startCognito, type Cognito } from '../../local/cognito/server.js';
import { defaultSettings, poolOf, settingsFor } from '../../local/cognito/settings.js';
import type { Routes } from '../../local/gateway/routes.js';
import { startLocalGateway, type LocalGateway } from '../../local/gateway/server.js';
import { BuiltProduct } from '../support/built-product.js';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/http-server.js';
import { SessionServer } from '../support/session-server.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { Balancer } from './balancer.js';
import { RULES } from './rules.js';

const PUBLIC_URL = 'https://app.example';
const PASSWORD = 'Correct-Horse-9';
const PROCESSES = 2;
/** The API tells the caller what it knows of them. */
const routes: Routes = {
  'GET /me': {
    handler: async ({ requestContext }) => requestContext.authorizer.jwt.claims,
    scopes: ['hello-api/read'],
  },
};

/** One of the processes, or the one that has taken its place. */
interface Member {
  readonly product: BuiltProduct;
  readonly origin: string;
  readonly environment: Record<string, string>;
}

/** Two processes of the built product over one store, with the local Cognito and the local HTTP API. */
export class Site {
  /** The processes that have ended. */
  private readonly former: BuiltProduct[] = [];

  private constructor(
    readonly cognito: Cognito,
    /** The processes' way to Cognito. People have one of their own. */
    readonly network: TcpProxy,
    readonly gateway: LocalGateway,
    readonly store: SessionServer,
    readonly members: Member[],
    readonly balancer: Balancer,
  ) {}

  static async start(people: readonly string[]): Promise<Site> {
    const store = await SessionServer.start();
    const cognitoPort = await freePort();
    const network = await TcpProxy.start({ host: 'localhost', port: cognitoPort });
    const pool = poolFor(people);
    const cognito = await startCognito({
      port: cognitoPort,
      serverUrl: network.origin,
      pools: [{ settings: pool, triggers: () => ({}), folder: undefined }],
      mail: () => undefined,
    });
    const issuer = `${network.origin}/${pool.Id}`;
    const { id: audience } = defaultSettings.client;
    const gateway = await startLocalGateway({ port: 0, issuer, audience: [audience], routes });
    const members: Member[] = [];
    for (let index = 0; index < PROCESSES; index += 1) {
      const port = await freePort();
      const environment = environmentOf(port, { issuer, cognito, gateway, store });
      const product = new BuiltProduct(environment);
      members.push({ product, environment, origin: `http://localhost:${port}` });
    }
    const balancer = new Balancer(PUBLIC_URL);
    const site = new Site(cognito, network, gateway, store, members, balancer);
    await Promise.all(members.map((member) => site.welcome(member)));
    return site;
  }

  get publicUrl(): string {
    return PUBLIC_URL;
  }
  get password(): string {
    return PASSWORD;
  }

  member(index: number): Member {
    const member = this.members[index];
    if (!member) throw new RangeError(`There is no process ${index}`);
    return member;
  }

  /** How often all processes that there were have recorded this event. */
  countOf(event: string): number {
    const products = [...this.former, ...this.members.map(({ product }) => product)];
    const lines = products.flatMap((product) => product.lines);
    return lines.filter((line) => line.includes(`"event":"${event}"`)).length;
  }

  /** Kills a process in the middle of whatever it does. */
  async kill(index: number): Promise<void> {
    const { product, origin } = this.member(index);
    this.balancer.noteKill(origin);
    await product.stop('SIGKILL');
  }

  /** Ends a process as a deployment does. @returns its exit code */
  async end(index: number): Promise<number | null> {
    const { product, origin } = this.member(index);
    this.balancer.remove(origin);
    return product.stop();
  }

  /** Puts another process in the place of one that has ended, and people meet it once it is ready. */
  async replace(index: number): Promise<void> {
    const { origin, environment } = this.member(index);
    const member = { origin, environment, product: new BuiltProduct(environment) };
    this.former.push(this.member(index).product);
    this.members[index] = member;
    await this.welcome(member);
  }

  async stop(): Promise<void> {
    await Promise.all(this.members.map(({ product }) => product.stop('SIGKILL')));
    await this.gateway.close();
    await this.cognito.close();
    await this.network.cut();
    await this.store.remove();
  }

  private async welcome({ product, origin }: Member): Promise<void> {
    await product.answers(`${origin}/health/live`);
    await eventually(async () => (await fetch(`${origin}/health/ready`)).status === 200, 30_000);
    this.balancer.add(origin);
  }
}

/** The deployed pool, but that nobody needs a second factor, tokens are short, and these people are in it. */
function poolFor(people: readonly string[]) {
  const settings = settingsFor(PUBLIC_URL);
  return {
    ...poolOf({
      ...settings,
      mfa: 'OFF',
      rotation: { enabled: true, graceSeconds: RULES.grace },
      validity: { ...settings.validity, accessToken: RULES.token, idToken: RULES.token },
    }),
    Users: people.map((email) => ({
      Username: email,
      Password: PASSWORD,
      Attributes: { email_verified: 'true' },
      Groups: [],
    })),
  };
}

interface Surroundings {
  readonly issuer: string;
  readonly cognito: Cognito;
  readonly gateway: LocalGateway;
  readonly store: SessionServer;
}

const environmentOf = (
  port: number,
  { issuer, cognito, gateway, store }: Surroundings,
): Record<string, string> => ({
  PUBLIC_URL,
  PORT: String(port),
  METRICS_PORT: String(port + 1),
  COGNITO_ISSUER: issuer,
  COGNITO_DOMAIN: cognito.domain,
  COGNITO_IDP_ENDPOINT: cognito.domain,
  COGNITO_ALLOW_HTTP: 'true',
  COGNITO_CLIENT_ID: defaultSettings.client.id,
  COGNITO_CLIENT_SECRET: defaultSettings.client.secret,
  COGNITO_SCOPES: 'openid email profile hello-api/read',
  API_URL: gateway.url,
  REDIS_URL: store.url,
  SESSION_SECRETS: 'the-session-secret-of-a-soak-that-ends',
  SESSION_IDLE_SECONDS: String(RULES.idle),
  SESSION_MAX_SECONDS: String(RULES.max),
  SESSIONS_PER_USER: '1000', // no session ends for want of room
  TRUST_PROXY_HOPS: '1',
  // The heap is looked at from outside: https://nodejs.org/en/learn/getting-started/debugging
  NODE_OPTIONS: '--inspect=127.0.0.1:0',
});
