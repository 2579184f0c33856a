import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiRoutes } from '../api/routes.js';
import { listen } from './listen.js';
import { Command, freePorts } from './testing/command.js';

describe('the stand-ins, each in a process of its own', () => {
  let state: string;
  let cognito: Command;
  let gateway: Command;
  let files: Command;
  let ports: { cognito: number; gateway: number; files: number };

  beforeAll(async () => {
    state = mkdtempSync(join(tmpdir(), 'local-alone-'));
    const [first = 0, second = 0, third = 0] = await freePorts(3);
    ports = { cognito: first, gateway: second, files: third };
    const environment = {
      LOCAL_STATE: state,
      LOCAL_COGNITO_PORT: String(ports.cognito),
      LOCAL_COGNITO_URL: `http://127.0.0.1:${ports.cognito}`,
      LOCAL_GATEWAY_PORT: String(ports.gateway),
      LOCAL_FILES_PORT: String(ports.files),
    };
    cognito = new Command('cognito.ts', environment);
    gateway = new Command('gateway.ts', environment);
    files = new Command('files.ts', environment);
    await Promise.all([cognito.prints('issuer'), gateway.prints('http'), files.prints('http')]);
  });
  afterAll(async () => {
    const all = [cognito, gateway, files];
    for (const one of all) one.kill('SIGTERM');
    await Promise.all(all.map((one) => one.exitCode()));
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
    const [
      {
        path,
        methods: [method],
      },
    ] = apiRoutes;
    const authorization = `Bearer ${[{ alg: 'RS256', kid: 'unknown' }, {}, '']
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.')}`;
    const response = await fetch(`http://localhost:${ports.gateway}${path}`, {
      method,
      headers: { authorization },
    });
    expect(response.status).toBe(401);
    // It has got them: without keys it would say that they can't be fetched.
    expect(response.headers.get('www-authenticate')).toContain('the signing key is unknown');
  });

  it('the local files are there, and nobody’s without credentials', async () => {
    const bucket = await fetch(`http://localhost:${ports.files}/local-uploads`);
    expect([bucket.status, bucket.headers.get('content-type')]).toEqual([403, 'application/xml']);
  });
});

it('the local Cognito of a settings file has the addresses that it is told', async () => {
  const state = mkdtempSync(join(tmpdir(), 'local-alone-'));
  const [port = 0] = await freePorts(1);
  const settings = { Port: port, UserPools: [{ Id: 'eu-west-1_shop' }] };
  const command = new Command('cognito.ts', {
    LOCAL_STATE: state,
    LOCAL_COGNITO_CONFIG: JSON.stringify(settings),
    LOCAL_COGNITO_URL: 'http://cognito:9229',
  });
  await command.prints('issuer http://cognito:9229/eu-west-1_shop');
  expect(command.stdout).toContain(`http://localhost:${port}\n`);
  command.kill('SIGTERM');
  expect(await command.exitCode()).toBe(0);
  rmSync(state, { recursive: true });
});

describe.each([
  ['cognito.ts', 'LOCAL_COGNITO_PORT', 'issuer'],
  ['gateway.ts', 'LOCAL_GATEWAY_PORT', 'http'],
])('%s', (script, variable, ready) => {
  let state: string;
  beforeEach(() => {
    state = mkdtempSync(join(tmpdir(), 'local-alone-'));
  });
  afterEach(() => rmSync(state, { recursive: true }));

  const start = (port: number, shell = false) =>
    new Command(script, { LOCAL_STATE: state, [variable]: String(port) }, { shell });

  it('says in one sentence that its port is taken', async () => {
    const other = await listen(() => undefined, { port: 0, host: '127.0.0.1' });
    const command = start(other.port);
    expect(await command.exitCode()).toBe(1);
    expect([command.stdout, command.stderr]).toEqual([
      '',
      `Port ${other.port} is in use. Stop what runs there, or choose another port with ${variable}.\n`,
    ]);
    await other.close();
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'stops on %s, and says nothing',
    async (signal) => {
      const [port = 0] = await freePorts(1);
      const command = start(port);
      await command.prints(ready);
      command.kill(signal);
      expect(await command.exitCode()).toBe(0);
      expect(command.stderr).toBe('');
      await expect(fetch(`http://localhost:${port}`)).rejects.toThrow('fetch failed');
    },
  );

  it('stops with npm, whose shell tells it nothing', async () => {
    const [port = 0] = await freePorts(1);
    const command = start(port, true);
    await command.prints(ready);
    command.kill('SIGTERM');
    await command.exitCode();
    await expect(fetch(`http://localhost:${port}`)).rejects.toThrow('fetch failed');
  });
});
