import type { IncomingHttpHeaders } from 'node:http';
import { request } from 'undici';
import { type LocalCognito, startLocalCognito } from '../../local/cognito/server.js';
import { defaultSettings } from '../../local/cognito/settings.js';
import { BuiltProduct } from '../support/built-product.js';
import { freePort, HttpServer } from '../support/http-server.js';

export interface Reply {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** What becomes of an answer of the product on its way: `undefined` lets it be. */
type Damage = (path: string, reply: Reply) => Partial<Reply> | undefined;

/** The built product behind a proxy that can spoil what it says, and a local Cognito. */
export class DamagedStack {
  damage: Damage | undefined;
  /** What a firewall in front answers to these headers, if it lets nothing through. */
  refuse: ((headers: IncomingHttpHeaders) => Reply | undefined) | undefined;
  /** Where requests seem to come from: the product lets an address try only so often to sign in. */
  visitor = 1;

  private constructor(
    private readonly proxy: HttpServer,
    private readonly product: BuiltProduct,
    readonly cognito: LocalCognito,
  ) {}

  /** Where browsers find it. */
  get origin(): string {
    return this.proxy.origin;
  }

  static async start(): Promise<DamagedStack> {
    const port = await freePort();
    const stack: { current?: DamagedStack } = {};
    const proxy = await new HttpServer((incoming, response) => {
      const refusal = stack.current?.refuse?.(incoming.headers);
      if (refusal) {
        response.writeHead(refusal.status, refusal.headers).end(refusal.body);
        return;
      }
      const pass = async () => {
        const from = { 'x-forwarded-for': `192.0.2.${stack.current?.visitor}` };
        const { statusCode, headers, body } = await request(
          `http://localhost:${port}${incoming.url}`,
          { headers: { ...incoming.headers, ...from } },
        );
        const reply = { status: statusCode, headers: { ...headers }, body: await body.text() };
        const [path = ''] = (incoming.url ?? '').split('?');
        const damaged = { ...reply, ...stack.current?.damage?.(path, reply) };
        delete damaged.headers['content-length'];
        for (const [name, value] of Object.entries(damaged.headers)) {
          if (value !== undefined) response.setHeader(name, value);
        }
        response.writeHead(damaged.status).end(damaged.body);
      };
      pass().catch((error: unknown) =>
        response.destroy(error instanceof Error ? error : undefined),
      );
    }).start();
    const client = {
      ...defaultSettings.client,
      callbackUrls: [`${proxy.origin}/auth/callback`],
      logoutUrls: [`${proxy.origin}/`],
    };
    const cognito = await startLocalCognito({ port: 0, settings: { ...defaultSettings, client } });
    const product = new BuiltProduct({
      PUBLIC_URL: proxy.origin,
      PORT: String(port),
      TRUST_PROXY_HOPS: '1',
      COGNITO_ISSUER: cognito.issuer,
      COGNITO_DOMAIN: cognito.domain,
      COGNITO_ALLOW_HTTP: 'true',
      COGNITO_CLIENT_ID: client.id,
      COGNITO_CLIENT_SECRET: client.secret,
      API_URL: 'http://localhost:1',
      SESSION_SECRETS: 'the-secret-of-a-stack-that-lives-for-one-test',
    });
    await product.answers(`http://localhost:${port}/health/live`);
    stack.current = new DamagedStack(proxy, product, cognito);
    return stack.current;
  }

  async stop(): Promise<void> {
    await this.product.stop('SIGKILL');
    await this.proxy.stop();
    await this.cognito.close();
  }
}
