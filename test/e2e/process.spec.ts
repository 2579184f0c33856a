import { Agent, createServer, type IncomingMessage, request } from 'node:http';
import { once } from 'node:events';
import { BuiltProduct } from '../support/built-product.js';
import { freePort } from '../support/http-server.js';
import { OpenIdProvider } from '../support/openid-provider.js';
import { TestBrowser } from '../support/test-browser.js';
import { UpstreamApi } from '../support/upstream-api.js';
import { environmentFor } from '../support/world.js';

describe('the built product', () => {
  let provider: OpenIdProvider;
  let api: UpstreamApi;
  let port: number;
  let environment: Record<string, string>;
  let origin: string;
  let product: BuiltProduct;

  beforeEach(async () => {
    [provider, api, port] = await Promise.all([
      OpenIdProvider.start(),
      UpstreamApi.start(),
      freePort(),
    ]);
    origin = `http://localhost:${port}`;
    provider.register(origin);
    environment = { ...environmentFor(provider, api, port), LOG_LEVEL: 'info' };
  });
  afterEach(async () => {
    await product.stop('SIGKILL');
    await provider.stop();
    await api.stop();
  });

  const start = async () => {
    product = new BuiltProduct(environment);
    await product.answers(`${origin}/health/live`);
  };

  it('needs nothing but its environment', async () => {
    await start();
    const browser = new TestBrowser(origin);
    expect((await browser.signIn()).body).toContain('signed-in-user');
    expect((await browser.fetch('/api/hello')).json()).toMatchObject({
      sub: provider.person.sub,
    });
    const page = (await browser.navigate('/')).body;
    for (const [, href = ''] of page.matchAll(/(?:src|href)="(\/assets[^"]+)"/g)) {
      expect((await browser.fetch(href)).status).toBe(200);
    }
  });

  it('starts while Cognito and the API are down', async () => {
    await provider.stop();
    await api.stop();
    await start();
    expect((await new TestBrowser(origin).navigate('/')).status).toBe(200);
  });

  it('writes one JSON line for each event, with the request it belongs to, and no secret', async () => {
    environment['LOG_LEVEL'] = 'trace';
    await start();
    const browser = new TestBrowser(origin);
    const { before } = await browser.signIn();
    await browser.fetch('/api/hello?private=in-the-query');
    await browser.submit('/auth/logout');
    await product.stop();

    const lines = product.lines.map((line): Record<string, unknown> => JSON.parse(line));
    expect(lines).toContainEqual(
      expect.objectContaining({
        event: 'login.succeeded',
        level: 'info',
        time: expect.stringMatching(/Z$/),
        sub: provider.person.sub,
        requestId: before.at(-1)?.headers['x-request-id'],
      }),
    );
    const callback = before.at(-1)?.url.searchParams;
    const secrets = {
      code: callback?.get('code'),
      state: callback?.get('state'),
      session: before
        .at(-1)
        ?.setCookies.find((cookie) => cookie.startsWith('session='))
        ?.slice(8, 60),
      verifier: provider.calls.token[0]?.get('code_verifier'),
      clientSecret: environment['COGNITO_CLIENT_SECRET'],
      sessionSecret: environment['SESSION_SECRETS'],
      query: 'in-the-query',
      ...provider.issued[0],
    };
    for (const [name, secret] of Object.entries(secrets)) {
      expect([name, typeof secret]).toEqual([name, 'string']);
      expect([name, product.output.includes(String(secret))]).toEqual([name, false]);
    }
  });

  it('names every problem of its configuration in one go, prints no value, and exits 1', async () => {
    product = new BuiltProduct({
      PUBLIC_URL: 'http://leaked-host.example/leaked-path',
      PORT: 'leaked-port',
      COGNITO_ISSUER: 'leaked-issuer',
      COGNITO_DOMAIN: 'http://leaked-domain.example',
      COGNITO_ALLOW_HTTP: 'leaked-flag',
      API_URL: 'ftp://leaked-user:leaked-password@x',
      API_TOKEN: 'leaked-choice',
      SESSION_SECRETS: 'leaked-but-too-short',
      SESSION_IDLE_SECONDS: '-5',
      LOG_LEVEL: 'leaked-level',
    });
    expect(await product.exit()).toBe(1);
    const wrong = [
      'PUBLIC_URL',
      'PORT',
      'COGNITO_ISSUER',
      'COGNITO_ALLOW_HTTP',
      'COGNITO_CLIENT_ID',
      'COGNITO_CLIENT_SECRET',
      'API_URL',
      'API_TOKEN',
      'SESSION_SECRETS',
      'SESSION_IDLE_SECONDS',
      'LOG_LEVEL',
    ];
    for (const variable of wrong)
      expect(product.output).toMatch(new RegExp(`^\\s*${variable} `, 'm'));
    expect(product.output).not.toContain('leaked');
    expect(product.output).not.toMatch(/^\s+at /m);
  });

  const refusals: [name: string, change: Record<string, string>, variable: string][] = [
    ['a public address over plain http', { PUBLIC_URL: 'http://app.example' }, 'PUBLIC_URL'],
    ['a public address with a path', { PUBLIC_URL: 'https://app.example/x' }, 'PUBLIC_URL'],
    ['Cognito over plain http', { COGNITO_ALLOW_HTTP: 'false' }, 'COGNITO_ISSUER'],
    [
      'plain http to Cognito for browsers that see https, in production',
      {
        NODE_ENV: 'production',
        PUBLIC_URL: 'https://app.example.com',
        REDIS_URL: 'redis://sessions.invalid',
      },
      'COGNITO_ALLOW_HTTP',
    ],
    [
      'a secret of one character, in production',
      {
        NODE_ENV: 'production',
        REDIS_URL: 'redis://sessions.invalid',
        SESSION_SECRETS: 'a'.repeat(32),
      },
      'SESSION_SECRETS',
    ],
    ['a bare % in a password', { REDIS_URL: 'redis://:leaked%word@sessions.invalid' }, 'REDIS_URL'],
    [
      'a line break in a secret',
      { COGNITO_CLIENT_SECRET: 'leaked\nvalue' },
      'COGNITO_CLIENT_SECRET',
    ],
    ['a value in quotes', { COGNITO_CLIENT_ID: '"leaked"' }, 'COGNITO_CLIENT_ID'],
    ['sessions in one process, in production', { NODE_ENV: 'production' }, 'REDIS_URL'],
    [
      'two secrets of which one is short',
      { SESSION_SECRETS: `${'x'.repeat(32)},short` },
      'SESSION_SECRETS',
    ],
    [
      'a session idle for longer than it lasts',
      { SESSION_MAX_SECONDS: '60' },
      'SESSION_IDLE_SECONDS',
    ],
    ['scopes without openid', { COGNITO_SCOPES: 'email' }, 'COGNITO_SCOPES'],
    ['a password without a store', { REDIS_PASSWORD: 'leaked-password' }, 'REDIS_PASSWORD'],
  ];
  it.each(refusals)('refuses %s', async (_name, change, variable) => {
    product = new BuiltProduct({ ...environment, ...change });
    expect(await product.exit()).toBe(1);
    expect(product.output).toMatch(new RegExp(`^\\s*${variable} `, 'm'));
    expect(product.output).not.toMatch(/leaked|^\s+at /m);
  });

  it('signs in with a client secret that a file ended with a line break', async () => {
    environment['COGNITO_CLIENT_SECRET'] += '\n';
    await start();
    expect((await new TestBrowser(origin).signIn()).body).toContain('signed-in-user');
  });

  it('takes an empty variable for one that is not set', async () => {
    environment['SESSION_MAX_SECONDS'] = '';
    environment['REDIS_URL'] = '';
    await start();
    expect((await new TestBrowser(origin).navigate('/')).status).toBe(200);
  });

  it('points a misspelt variable out, where it needs none and where it does', async () => {
    environment['SESSION_IDLE_SECOND'] = 'leaked-value';
    await start();
    const { SESSION_SECRETS = '', ...rest } = environment;
    const broken = new BuiltProduct({ ...rest, SESSION_SECRET: SESSION_SECRETS });
    expect(await broken.exit()).toBe(1);
    expect(broken.output).toContain("SESSION_SECRET isn't read: did you mean SESSION_SECRETS?");
    expect(broken.output).not.toContain(SESSION_SECRETS);
    const warnings = product.lines.filter((line) => line.includes('"level":"warn"'));
    expect(warnings.map((line): unknown => JSON.parse(line))).toEqual([
      expect.objectContaining({
        code: 'unknown_variable',
        msg: "SESSION_IDLE_SECOND isn't read: did you mean SESSION_IDLE_SECONDS?",
      }),
    ]);
    expect(product.output).not.toContain('leaked');
  });

  it('warns at its start, a line each, of what may give a production away', async () => {
    Object.assign(environment, {
      NODE_ENV: 'production',
      API_URL: 'http://leaked.invalid',
      REDIS_URL: 'redis://leaked.invalid',
      NODE_TLS_REJECT_UNAUTHORIZED: '0',
    });
    await start();
    const codes = ['api_over_http', 'store_without_password', 'tls_checks_off'];
    const lines = product.lines.filter((line) => codes.some((code) => line.includes(code)));
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual(
      codes.map((code) => expect.objectContaining({ level: 'warn', code })),
    );
    expect(lines.join('\n')).not.toContain('leaked');
  });

  it('listens on every interface, or where HOST says', async () => {
    const [home, ...others] = ['127.0.0.1', '[::1]', '127.0.0.2'];
    const answering = async () => whichAnswer([home, ...others].map((host) => `${host}:${port}`));
    await start();
    const everywhere = await answering();
    expect(everywhere).toContain(`${home}:${port}`);
    expect(everywhere.length).toBeGreaterThan(1); // one of the others, or both: machines differ
    await product.stop();
    environment['HOST'] = '127.0.0.1';
    await start();
    expect(await answering()).toEqual([`${home}:${port}`]);
  });

  it.each(['host.invalid', '192.0.2.1'])(
    'says in one sentence that it can’t listen at %s, and exits 1',
    async (host) => {
      product = new BuiltProduct({ ...environment, HOST: host });
      expect(await product.exit()).toBe(1);
      expect(product.lines.filter((line) => line.includes('HOST'))).toHaveLength(1);
      expect(product.output).not.toMatch(/^\s+at /m);
    },
  );

  it('says in one sentence that its port is in use, and exits 1', async () => {
    const squatter = createServer().listen(port);
    await once(squatter, 'listening');
    product = new BuiltProduct(environment);
    expect(await product.exit()).toBe(1);
    squatter.close();
    const said = product.lines.filter((line) => line.includes(String(port)));
    expect(said).toEqual([expect.stringMatching(/port.*in use/i)]);
    expect(product.output).not.toMatch(/^\s+at /m);
  });

  it('exits 0 on SIGTERM', async () => {
    await start();
    expect(await product.stop()).toBe(0);
  });

  it('loses nothing that comes in its last moment: each answer says that it is the last', async () => {
    await start();
    const connections = new Agent({ keepAlive: true, maxSockets: 4 });
    const post = async () => {
      const asked = request(`${origin}/auth/logout`, { method: 'POST', agent: connections });
      asked.setHeader('X-CSRF', '1');
      asked.end();
      const [answer]: IncomingMessage[] = await once(asked, 'response');
      answer?.resume();
      await once(answer ?? asked, 'end');
      return answer?.headers.connection;
    };
    await Promise.all([post(), post(), post(), post()]);
    const exit = product.stop();
    const said: (string | undefined)[] = [];
    while (!said.includes('close')) said.push(await post());
    expect((await fetch(`${origin}/health/ready`)).status).toBe(503);
    const kept = [post(), post(), post()]; // on connections from before
    expect(await Promise.all(kept)).toEqual(['close', 'close', 'close']);
    expect(await exit).toBe(0);
    connections.destroy();
  });

  it('finishes what runs before it goes, and takes nothing new', async () => {
    await start();
    const browser = new TestBrowser(origin);
    await browser.signIn();
    const reached = new Promise<() => void>((resolve) => {
      api.answer = (_request, response) => resolve(() => response.end('done'));
    });
    const slow = browser.fetch('/api/slow');
    const finish = await reached;
    const exit = product.stop();
    await refusesConnections(origin);
    finish();
    expect((await slow).body).toBe('done');
    const finished = performance.now();
    expect(await exit).toBe(0);
    expect(performance.now() - finished).toBeLessThan(5_000);
  });

  it('finishes what goes on behind requests: a refresh token that was rotated is stored', async () => {
    provider.tokenSeconds = 50; // about to end from the start
    await start();
    const browser = new TestBrowser(origin);
    await browser.signIn('/health/live');
    const gate = provider.holdToken('answered');
    expect((await browser.fetch('/api/hello')).status).toBe(200);
    await gate.reached;
    const exit = product.stop();
    await refusesConnections(origin);
    gate.open();
    expect(await exit).toBe(0);
    expect(product.lines.filter((line) => line.includes('"token.refreshed"'))).toHaveLength(1);
  });
});

async function refusesConnections(origin: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const refused = await fetch(`${origin}/health/live`, { headers: { connection: 'close' } }).then(
      () => false,
      () => true,
    );
    if (refused) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('It still accepts connections');
}

/** Those of these hosts at which the product is reached. */
async function whichAnswer(hosts: string[]): Promise<string[]> {
  const answers = await Promise.all(
    hosts.map((host) =>
      fetch(`http://${host}/health/live`, { signal: AbortSignal.timeout(5_000) }).then(
        ({ ok }) => ok,
        () => false,
      ),
    ),
  );
  return hosts.filter((_host, index) => answers[index]);
}
