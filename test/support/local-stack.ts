import { startLocalCognito, type LocalCognito } from '../../local/cognito/server.js';
import { defaultSettings } from '../../local/cognito/settings.js';
import { startLocalFiles, type LocalFiles } from '../../local/files/server.js';
import { startLocalGateway, type LocalGateway } from '../../local/gateway/server.js';
import { BuiltProduct } from './built-product.js';
import { freePort } from './http-server.js';

/** The built product with the stand-ins for Cognito, the HTTP API and people's files, on ports of its own. */
export class LocalStack {
  private constructor(
    /** Where browsers find the product. */
    readonly origin: string,
    /** Where it listens. */
    readonly address: string,
    readonly cognito: LocalCognito,
    readonly gateway: LocalGateway,
    readonly files: LocalFiles,
    private readonly product: BuiltProduct,
    private readonly mails: string[],
  ) {}

  /** `environment` adds to what the product is told. With a PUBLIC_URL, whoever stands there is in front. */
  static async start(environment: Record<string, string> = {}): Promise<LocalStack> {
    const port = await freePort();
    const address = `http://localhost:${port}`;
    const { PUBLIC_URL: origin = address } = environment;
    const mails: string[] = [];
    const client = {
      ...defaultSettings.client,
      callbackUrls: [`${origin}/auth/callback`],
      logoutUrls: [`${origin}/`],
    };
    const cognito = await startLocalCognito({
      port: 0,
      settings: { ...defaultSettings, client },
      mail: (line) => mails.push(line),
    });
    const { issuer, domain } = cognito;
    const gateway = await startLocalGateway({ port: 0, issuer, audience: [client.id] });
    const files = await startLocalFiles({
      port: 0,
      issuer,
      clientId: client.id,
      pageOrigin: origin,
    });
    const product = new BuiltProduct({
      PUBLIC_URL: origin,
      PORT: String(port),
      METRICS_PORT: String(port + 1),
      COGNITO_ISSUER: issuer,
      COGNITO_DOMAIN: domain,
      COGNITO_IDP_ENDPOINT: domain,
      COGNITO_ALLOW_HTTP: 'true',
      COGNITO_CLIENT_ID: client.id,
      COGNITO_CLIENT_SECRET: client.secret,
      COGNITO_SCOPES: 'openid email profile hello-api/read',
      API_URL: gateway.url,
      IDENTITY_POOL_ID: files.identityPoolId,
      UPLOADS_BUCKET: files.bucket,
      COGNITO_IDENTITY_ENDPOINT: files.url,
      S3_ENDPOINT: files.url,
      SESSION_SECRETS: 'the-secret-of-a-stack-that-lives-for-one-test',
      ...environment,
    });
    await product.answers(`${address}/health/live`);
    return new LocalStack(origin, address, cognito, gateway, files, product, mails);
  }

  /** What the product has logged until now. */
  get log(): string {
    return this.product.output;
  }

  /** The newest code that was mailed to this address. */
  mailedCode(email: string): string {
    const code = this.mails
      .map((line) => /^mail to (\S+): code (\d{6})$/.exec(line))
      .findLast((match) => match?.[1] === email)?.[2];
    if (code === undefined) throw new Error(`No code was mailed to ${email}`);
    return code;
  }

  async stop(): Promise<void> {
    await this.product.stop('SIGKILL');
    await this.gateway.close();
    await this.files.close();
    await this.cognito.close();
  }
}
