import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { report } from '../../infra/smoke/report.js';
import { freePort } from '../support/http-server.js';
import { DamagedStack, type Reply } from './damaged-stack.js';

const ROOT = join(import.meta.dirname, '../..');

let stack: DamagedStack;
beforeAll(async () => {
  stack = await DamagedStack.start();
});
afterAll(() => stack.stop());

/** As `npm run smoke` runs it, in this folder. */
const run = (args: string[], folder = tmpdir()) =>
  new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    const tsx = pathToFileURL(join(ROOT, 'node_modules/tsx/dist/loader.mjs')).href;
    const program = ['--import', tsx, join(ROOT, 'infra/smoke.ts'), ...args];
    execFile(process.execPath, program, { cwd: folder }, (error, stdout, stderr) =>
      resolve({ code: error ? error.code : 0, stdout, stderr }),
    );
  });

describe('the smoke test', () => {
  it('passes a product that is well, and ends with 0', async () => {
    const { code, stdout, stderr } = await run([stack.origin, '--issuer', stack.cognito.issuer]);
    expect(stdout).toBe(
      [
        `Smoke test of ${stack.origin}`,
        '',
        '  ✔ the process answers',
        '  ✔ it is ready for traffic, and reaches its session store',
        '  – plain http leads to https',
        '      not checked: the address is plain http',
        '  ✔ pages have their security headers',
        '  ✔ who isn’t known gets no cookie',
        '  ✔ a closed page leads to the login and back',
        '  ✔ a program that isn’t signed in is told so',
        '  ✔ another site can’t call the API',
        '  ✔ a callback that nobody asked for is refused or begun anew',
        '  ✔ the login is an authorization code flow with PKCE, for this address',
        '  ✔ the pool’s discovery document agrees with the product',
        '  ✔ the login page is reached',
        '',
        'All is well.',
        '',
      ].join('\n'),
    );
    expect([code, stderr]).toEqual([0, '']);
  });

  it('finds address and issuer in what was deployed last', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'smoke-'));
    const outputs = {
      'our-identity': { Issuer: stack.cognito.issuer, UserPoolId: 'local' },
      'our-service': { ServiceUrl: stack.origin },
    };
    writeFileSync(join(folder, 'cdk-outputs.json'), JSON.stringify(outputs));
    const { code, stdout } = await run([], folder);
    rmSync(folder, { recursive: true });
    expect(stdout).toContain('✔ the pool’s discovery document agrees with the product');
    expect(code).toBe(0);
  });

  it('fails where nobody answers, names each check, and ends with 1', async () => {
    const { code, stdout } = await run([`http://localhost:${await freePort()}`]);
    expect(stdout).toMatch(/✖ the process answers\n {6}no answer: connect ECONNREFUSED/u);
    expect(stdout).toMatch(/\n1\d of 12 checks failed\.\n$/u);
    expect(code).toBe(1);
  });

  it.each([[[]], [['app.example.com']], [['https://a.example', 'b']], [['--unknown']]])(
    'explains itself and ends with 2: %j',
    async (args) => {
      const { code, stdout, stderr } = await run(args);
      expect(stderr).toMatch(/^npm run smoke -- \[URL\]/u);
      expect([code, stdout]).toEqual([2, '']);
    },
  );
});

/** What is broken, the check that has to fail, and what it has to say. */
type Fault = [
  what: string,
  check: string,
  says: RegExp,
  damage: (path: string, reply: Reply) => Partial<Reply> | undefined,
];

const header =
  (page: string, name: string, value?: string): Fault[3] =>
  (path, { headers }) =>
    path === page ? { headers: { ...headers, [name]: value } } : undefined;
const status =
  (page: string, code: number): Fault[3] =>
  (path) =>
    path === page ? { status: code } : undefined;
/** Changes where the login sends the browser. */
const login =
  (change: (location: URL) => void): Fault[3] =>
  (path, { headers }) => {
    if (path !== '/auth/login') return undefined;
    const location = new URL(String(headers['location']));
    change(location);
    return { headers: { ...headers, location: location.href } };
  };
/** Whatever is asked with the header that this value has. */
const answer =
  (page: string, from: number, to: number): Fault[3] =>
  (path, reply) =>
    path === page && reply.status === from ? { status: to } : undefined;

const faults: Fault[] = [
  ['a process that fails', 'the process answers', /503, where 200/u, status('/health/live', 503)],
  ['a task that isn’t ready', 'it is ready', /503, where 200/u, status('/health/ready', 503)],
  [
    'a store that is down',
    'it is ready',
    /something is down/u,
    (path, { body }) =>
      path === '/health/ready'
        ? { body: body.replace('"session_store":"up"', '"session_store":"down"') }
        : undefined,
  ],
  ['a home page that fails', 'pages have', /500, where 200/u, status('/', 500)],
  ['no policy', 'pages have', /content-security-policy/u, header('/', 'content-security-policy')],
  [
    'a policy that allows inline code',
    'pages have',
    /inline code/u,
    header(
      '/',
      'content-security-policy',
      "default-src 'none'; script-src 'unsafe-inline'; frame-ancestors 'none'",
    ),
  ],
  ['pages that are kept', 'pages have', /cache-control/u, header('/', 'cache-control', 'public')],
  ['a cookie for everybody', 'who isn’t known', /sets a cookie/u, header('/', 'set-cookie', 'a=b')],
  ['an open page', 'a closed page', /200, where 302/u, status('/account', 200)],
  ['a page that leads away', 'a closed page', /leads to/u, header('/account', 'location', '/')],
  ['an open API', 'a program', /200, where 401/u, answer('/api/anything', 401, 200)],
  ['an API for other sites', 'another site', /200, where 403/u, answer('/api/anything', 403, 200)],
  ['a forged callback that works', 'a callback', /200, where/u, status('/auth/callback', 200)],
  [
    'a login without PKCE',
    'the login is',
    /no code_challenge_method=S256/u,
    login(({ searchParams }) => searchParams.delete('code_challenge_method')),
  ],
  [
    'a login without a nonce',
    'the login is',
    /no nonce/u,
    login(({ searchParams }) => searchParams.delete('nonce')),
  ],
  [
    'a login for another address',
    'the login is',
    /is PUBLIC_URL this address/u,
    login(({ searchParams }) =>
      searchParams.set('redirect_uri', 'https://app.example.com/auth/callback'),
    ),
  ],
  [
    'a cookie that scripts can read',
    'the login is',
    /isn’t HttpOnly/u,
    header('/auth/login', 'set-cookie', 'login-1=x; Path=/auth; SameSite=Lax'),
  ],
  [
    'another login than the pool’s',
    'the pool’s discovery',
    /the pool’s login is at/u,
    login((location) => {
      location.pathname = '/login';
    }),
  ],
  [
    'a callback URL that isn’t registered',
    'the login page',
    /register it at the app client/u,
    login(({ searchParams }) =>
      searchParams.set('redirect_uri', 'https://app.example.com/auth/callback'),
    ),
  ],
  [
    'a client that Cognito doesn’t know',
    'the login page',
    /Cognito answers with its error page|where 200 is right/u,
    login(({ searchParams }) => searchParams.set('client_id', 'unknown')),
  ],
  [
    'a login that leads nowhere',
    'the login page',
    /sends the browser nowhere/u,
    header('/auth/login', 'location'),
  ],
];

/** As AWS WAF's core rules do with who doesn't say what they are: NoUserAgent_HEADER. */
const FIREWALL: Reply = {
  status: 403,
  headers: { server: 'awselb/2.0', 'content-type': 'text/html' },
  body: '<html><head><title>403 Forbidden</title></head></html>',
};

describe('behind a firewall', () => {
  afterEach(() => {
    stack.refuse = undefined;
    stack.visitor += 1;
  });

  it('that refuses who doesn’t say what they are, a product that is well passes', async () => {
    stack.refuse = ({ 'user-agent': agent }) => (agent ? undefined : FIREWALL);
    const lines: string[] = [];
    const target = { origin: new URL(stack.origin), issuer: stack.cognito.issuer };
    expect(await report(target, (line) => lines.push(line))).toBe(0);
    expect((await fetch(stack.origin, { headers: { 'user-agent': '' } })).status).toBe(403);
  });

  it('that refuses everybody, the smoke test says whose answer it was', async () => {
    stack.refuse = () => FIREWALL;
    const lines: string[] = [];
    await report({ origin: new URL(stack.origin) }, (line) => lines.push(line));
    expect(lines).toContainEqual(expect.stringMatching(/the process answers[^]*of a firewall/u));
  });
});

describe('a smoke test of', () => {
  afterEach(() => {
    stack.damage = undefined;
    stack.visitor += 1;
  });

  it.each(faults)('%s fails', async (_what, check, says, damage) => {
    stack.damage = damage;
    const lines: string[] = [];
    const target = { origin: new URL(stack.origin), issuer: stack.cognito.issuer };
    expect(await report(target, (line) => lines.push(line))).toBeGreaterThan(0);
    const failed = lines.filter((line) => line.startsWith(`  ✖ ${check}`));
    expect(failed).toEqual([expect.stringMatching(says)]);
  });

  it('a pool whose discovery document isn’t there fails', async () => {
    const lines: string[] = [];
    const target = { origin: new URL(stack.origin), issuer: `${stack.cognito.issuer}-2` };
    expect(await report(target, (line) => lines.push(line))).toBe(1);
    expect(lines).toContainEqual(expect.stringMatching(/✖ the pool’s discovery[^]*where 200/u));
  });
});
