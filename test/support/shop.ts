import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCognito, type Cognito } from '../../local/cognito/server.js';
import { readSettingsFile } from '../../local/cognito/settings-file.js';
import type { Certificate } from './certificate.js';
import { documented } from './documented.js';
import { freePort } from './http-server.js';

interface ShopOptions {
  /** Where the shop's page is, and where its server is. */
  page?: string;
  server?: string;
  mfa?: 'ON' | 'OPTIONAL' | 'OFF';
  scopes?: string[];
  firstFactors?: string[];
  tls?: Certificate;
}

/** The local Cognito of the shop whose settings file the documentation shows, at another address. */
export class Shop {
  private constructor(
    readonly cognito: Cognito,
    private readonly port: number,
    private readonly mails: string[],
    private readonly folder: string,
  ) {}

  static async start(options: ShopOptions = {}): Promise<Shop> {
    const { mfa = 'OPTIONAL', scopes, firstFactors = ['PASSWORD'], tls } = options;
    const [example = ''] = documented('## For an application of your own', 'json');
    const { page = 'http://localhost:5173', server = 'http://localhost:8000' } = options;
    const moved = example
      .replaceAll('http://localhost:5173', page)
      .replaceAll('http://localhost:8000', server);
    const settings: { UserPools: { Clients: object[] }[] } = JSON.parse(moved);
    const port = await freePort();
    const file = {
      ...settings,
      Port: port,
      Tls: tls && { CertificateFile: tls.certFile, KeyFile: tls.keyFile },
      UserPools: settings.UserPools.map((pool) => ({
        ...pool,
        MfaConfiguration: mfa,
        Policies: { SignInPolicy: { AllowedFirstAuthFactors: firstFactors } },
        Clients: pool.Clients.map((client) => ({ ...client, AllowedOAuthScopes: scopes })),
      })),
    };
    const folder = mkdtempSync(join(tmpdir(), 'shop-'));
    const path = join(folder, 'cognito.json');
    writeFileSync(path, JSON.stringify(file));
    mkdirSync(join(folder, 'triggers'));
    const trigger = 'export const handler = async (event) => event;\n';
    writeFileSync(join(folder, 'triggers/tokens.mjs'), trigger);
    const mails: string[] = [];
    const cognito = await startCognito({
      port,
      ...readSettingsFile(path, undefined),
      mail: (line) => mails.push(line),
    });
    return new Shop(cognito, port, mails, folder);
  }

  /** What the documentation shows, for this address. */
  adapt(shown: string): string {
    return shown.replaceAll('localhost:9229', `localhost:${this.port}`);
  }

  /** The code of the last mail to somebody. */
  mailedCode(email: string): string {
    const line = this.mails.findLast((mail) => mail.startsWith(`mail to ${email}: code `));
    return line?.split(' ').at(-1) ?? '';
  }

  async stop(): Promise<void> {
    await this.cognito.close();
    rmSync(this.folder, { recursive: true });
  }
}
