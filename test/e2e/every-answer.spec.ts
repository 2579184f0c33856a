import { LOGIN_REFUSALS, LoginRefused } from '../../src/cognito/login-refused.js';
import type { Failure } from '../../src/http/failures/failure.js';
import { REQUEST_FAILURES, RequestFailed } from '../../src/http/failures/failure.js';
import { FailureAnswers } from '../../src/http/failures/failure-answers.js';
import { Caller } from '../support/caller.js';
import { PROTECTED, protectionOf } from '../support/protection.js';
import { BrokenAnswer, RawClient } from '../support/raw-client.js';
import { routesOf } from '../support/routes.js';
import type { Answer, TestBrowser } from '../support/test-browser.js';
import { World } from '../support/world.js';

const keys = <Key extends string>(table: Record<Key, unknown>): Key[] =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a literal has, its type names
  Object.keys(table) as Key[];

/** Everything that fails in a way we foresee, and one thing that doesn't, by its code. */
const failures = new Map<string, Error>([
  ...keys(REQUEST_FAILURES).map((code): [string, Failure] => [code, new RequestFailed(code)]),
  ...keys(LOGIN_REFUSALS).map((code): [string, Failure] => [code, new LoginRefused(code)]),
  ['unforeseen', new TypeError('a mistake of ours')],
]);

type Visit = (browser: TestBrowser, target: string, method: string) => Promise<Answer>;
const kinds: [name: string, visit: Visit][] = [
  [
    'a navigation',
    (browser, target, method) =>
      method === 'POST'
        ? browser.submit(target, {}, { follow: false })
        : browser.click(target, { follow: false }),
  ],
  ['a form of another site', (browser, target) => browser.submit(target, {}, { from: OTHER_SITE })],
  ['htmx', (browser, target, method) => browser.htmx(target, { method })],
  ['a script', (browser, target, method) => browser.fetch(target, { method })],
  ['a program', (browser, target, method) => browser.program(target, { method })],
  ['a HEAD', (browser, target) => browser.program(target, { method: 'HEAD' })],
  ['a method of nobody', (browser, target) => browser.program(target, { method: 'PROPFIND' })],
  ['a TRACE', (browser, target) => browser.program(target, { method: 'TRACE' })],
  ['OPTIONS', (browser, target) => browser.program(target, { method: 'OPTIONS' })],
];
const OTHER_SITE = 'https://evil.example';

const protectionOn = ({ headers }: Answer) => protectionOf((name) => headers[name]);

// A header that is only on most answers is a header that an attacker goes around.
describe('every answer over https protects its browser', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start({ PUBLIC_URL: 'https://app.example' }, undefined, (app) => {
      const answers = app.get(FailureAnswers);
      app.use('/fails/:code', (request: Asked, response: Parameters<FailureAnswers['send']>[2]) => {
        answers.send(failures.get(request.params.code), request, response);
      });
    });
  });
  afterAll(() => world.stop());

  const signedIn = async () => {
    const browser = world.browser();
    await browser.signIn();
    return browser;
  };

  describe.each([
    ['a stranger', async () => world.browser()],
    ['who is signed in', signedIn],
  ])('that %s gets', (_who, visitor) => {
    it.each(kinds)('from each route, by %s', async (_name, visit) => {
      const routes = routesOf(world);
      expect(routes.length).toBeGreaterThan(10);
      for (const { method, path } of routes) {
        const target = path.replaceAll(/[:*]\w+/g, 'somebody');
        const answer = await visit(await visitor(), target, method === 'ALL' ? 'PUT' : method);
        expect([method, path, protectionOn(answer)]).toEqual([method, path, PROTECTED]);
      }
    });

    it.each(kinds)('from an API and from nowhere, by %s', async (_name, visit) => {
      for (const target of ['/api', '/api/hello', '/api/%2e%2e/x', '/no/such', '/assets/x.js']) {
        const answer = await visit(await visitor(), target, 'GET');
        expect([target, protectionOn(answer)]).toEqual([target, PROTECTED]);
      }
    });
  });

  it.each(kinds)('for every failure, by %s', async (_name, visit) => {
    const browser = world.browser();
    for (const code of failures.keys()) {
      const answer = await visit(browser, `/fails/${code}`, 'GET');
      expect([code, protectionOn(answer)]).toEqual([code, PROTECTED]);
      expect(answer.body).not.toMatch(/a mistake of ours|\.[jt]s:\d|node_modules/);
    }
  });

  it('for each file that a page or a style sheet names, which alone may be kept', async () => {
    const browser = world.browser();
    const { body } = await browser.navigate('/');
    const hrefs = namedIn(body, /(?:src|href)="(\/assets\/[^"]+)"/g);
    const styles = hrefs.filter((href) => href.endsWith('.css'));
    for (const style of styles) {
      hrefs.push(...namedIn((await browser.fetch(style)).body, /url\(["']?(\/[^"')]+)/g));
    }
    expect(hrefs.length).toBeGreaterThan(5);
    for (const href of hrefs) {
      const answer = await browser.fetch(href);
      const kept = { ...PROTECTED, caching: expect.stringMatching(/^public, .*immutable$/) };
      expect([href, answer.status, protectionOn(answer)]).toEqual([href, 200, kept]);
    }
  });
});

// These no route ever sees: Node's own parser and server have the first word on them.
describe('what Node would answer by itself protects its browser too', () => {
  let world: World;

  beforeAll(async () => {
    const hasty = { headersTimeout: 300, requestTimeout: 300, connectionsCheckingInterval: 30 };
    world = await World.start({ PUBLIC_URL: 'https://app.example' }, hasty);
  });
  afterAll(() => world.stop());

  const HOST = 'Host: app.example';
  const head = (line: string, ...fields: string[]) => [line, HOST, ...fields, '', ''].join('\r\n');
  const chunked = 'Transfer-Encoding: chunked';
  it.each([
    ['rubbish', 400, 'rubbish\r\n\r\n'],
    ['a method of nobody', 400, head('FETCH / HTTP/1.1')],
    ['a version of nobody', 400, head('GET / HTTP/3.7')],
    ['the start of HTTP/2', 400, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['no Host', 400, 'GET / HTTP/1.1\r\n\r\n'],
    ['two lengths', 400, head('POST / HTTP/1.1', 'Content-Length: 1', 'Content-Length: 2')],
    ['a length that is none', 400, head('POST / HTTP/1.1', 'Content-Length: many')],
    [
      'a length beyond all numbers',
      400,
      head('POST / HTTP/1.1', `Content-Length: ${'9'.repeat(40)}`),
    ],
    ['a chunk that is none', 400, `${head('POST /api/x HTTP/1.1', chunked)}rubbish\r\n`],
    ['a target that is no path', 404, head('OPTIONS * HTTP/1.1')],
    ['a target that is no address', 404, head('GET http:// HTTP/1.1')],
    ['a head that doesn’t end', 408, 'GET / HTTP/1.1\r\nHost'],
    ['an expectation of nobody', 417, head('GET / HTTP/1.1', 'Expect: a-miracle')],
    ['a head that is too large', 431, head('GET / HTTP/1.1', `Cookie: ${'x'.repeat(20_000)}`)],
    [
      'too many fields',
      431,
      head('GET / HTTP/1.1', ...Array.from({ length: 3_000 }, () => 'a: b')),
    ],
    [
      'a transfer coding of nobody',
      501,
      head('POST / HTTP/1.1', 'Transfer-Encoding: gzip, chunked'),
    ],
    ['a WebSocket', 501, head('GET / HTTP/1.1', 'Connection: Upgrade', 'Upgrade: websocket')],
  ])('for %s (%i)', async (_name, status, bytes) => {
    const client = await RawClient.connect(world.address);
    client.send(bytes);
    const answer = await client.answer();
    expect([answer.status, protectionOf(answer.header)]).toEqual([status, PROTECTED]);
    client.leave();
  });

  it('for a body that can’t be read to its end (413)', async () => {
    const alice = await Caller.signIn(world);
    const client = await RawClient.connect(world.address);
    client.send(alice.request('POST /api/x', [chunked], `1;${'x'.repeat(20_000)}`));
    const answer = await client.answer();
    expect([answer.status, protectionOf(answer.header)]).toEqual([413, PROTECTED]);
  });

  it('and who wants a tunnel hears nothing', async () => {
    const client = await RawClient.connect(world.address);
    client.send('CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n');
    await expect(client.answer()).rejects.toThrow(BrokenAnswer);
  });
});

type Asked = Parameters<FailureAnswers['send']>[1] & { params: { code: string } };

const namedIn = (text: string, pattern: RegExp) =>
  [...text.matchAll(pattern)].map(([, name = '']) => name);
