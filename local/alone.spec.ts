import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, freePorts } from './testing/command.js';

describe('the stand-ins, each in a process of its own', () => {
  let state: string;
  let cognito: Command;
  let gateway: Command;
  let ports: { cognito: number; gateway: number };

  beforeAll(async () => {
    state = mkdtempSync(join(tmpdir(), 'local-alone-'));
    const [first = 0, second = 0] = await freePorts(2);
    ports = { cognito: first, gateway: second };
    const environment = {
      LOCAL_STATE: state,
      LOCAL_COGNITO_PORT: String(ports.cognito),
      LOCAL_COGNITO_URL: `http://127.0.0.1:${ports.cognito}`,
      LOCAL_GATEWAY_PORT: String(ports.gateway),
    };
    cognito = new Command('cognito.ts', environment);
    gateway = new Command('gateway.ts', environment);
    await Promise.all([cognito.prints('issuer'), gateway.prints('http')]);
  });
  afterAll(async () => {
    cognito.kill('SIGTERM');
    gateway.kill('SIGTERM');
    await Promise.all([cognito.exitCode(), gateway.exitCode()]);
    rmSync(state, { recursive: true });
  });

  it('the local Cognito is at one address for browsers, and at another for servers', async () => {
    const issuer = `http://127.0.0.1:${ports.cognito}/eu-central-1_localpool`;
    const document = await fetch(`${issuer}/.well-known/openid-configuration`);
    expect(await document.json()).toMatchObject({
      issuer,
      authorization_endpoint: `http://localhost:${ports.cognito}/oauth2/authorize`,
      token_endpoint: `http://127.0.0.1:${ports.cognito}/oauth2/token`,
    });
  });

  it('the local gateway asks there for the keys', async () => {
    const authorization = `Bearer ${[{ alg: 'RS256', kid: 'unknown' }, {}, '']
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.')}`;
    const response = await fetch(`http://localhost:${ports.gateway}/hello`, {
      headers: { authorization },
    });
    expect(response.status).toBe(401);
    // It has got them: without keys it would say that they can't be fetched.
    expect(response.headers.get('www-authenticate')).toContain('the signing key is unknown');
  });
});
