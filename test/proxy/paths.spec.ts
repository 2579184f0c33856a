import { Caller } from '../support/caller.js';
import { World } from '../support/world.js';

// OAuth 2.0 for Browser-Based Applications §6.1.3.3: strict checks of dynamic paths
describe('the path of a call to the API', () => {
  let world: World;
  let alice: Caller;

  beforeAll(async () => {
    world = await World.start();
    alice = await Caller.signIn(world);
  });
  afterAll(() => world.stop());
  beforeEach(() => world.api.reset());

  const reached = () => world.api.received.map(({ target }) => target);

  it.each([
    '/',
    '/?',
    '/??a=?',
    '/a%20b/c;d=1//e?x=1&x=2&y=%2F..%2F&z',
    '/.well-known/...',
    '/..a/a../.a/a.',
    '/%7Euser/%E2%82%AC/%e2%82%ac',
    "/-._~!$&'()*+,;=:@/x",
    '/x?next=/../../etc/passwd',
    '/x?next=..%5c..%2f',
    '/x?share=100%',
    '/x?a[]=1&a[b]=2&__proto__=3',
    '/x?a="<>^`{|}\\',
    '/%c3%28',
    '/%E9?%E9',
    '/a%2525b/100%25/%2541',
    '/http:/evil.example/',
    '/@evil.example/',
    `/${'long/'.repeat(1_000)}?${'long&'.repeat(1_000)}`,
  ])('arrives byte for byte: %s', async (path) => {
    const { status } = await alice.call(`GET /api${path}`);
    expect(status).toBe(200);
    expect(reached()).toEqual([`/stage${path}`]);
  });

  const escapes: [kind: string, targets: string[]][] = [
    ['dot segments', ['/api/..', '/api/.', '/api/../x', '/api/x/../../x', '/api/./x', '/api/x/..']],
    ['dot segments before a query', ['/api/..?x', '/api/x/..?', '/api/x/.?x']],
    [
      'encoded dot segments',
      ['/api/%2e%2e', '/api/%2E%2E/x', '/api/x/%2e%2E/%2e%2e/x', '/api/%2e/x'],
    ],
    ['mixed dot segments', ['/api/.%2e/x', '/api/%2e./x', '/api/x/%2E./.%2E/x']],
    ['dot segments with parameters', ['/api/..;/x', '/api/..;a=b/x', '/api/%2e%2e;/x']],
    ['encoded slashes', ['/api/a%2fb', '/api/a%2Fb', '/api/..%2fx', '/api/%2e%2e%2fx']],
    ['backslashes', ['/api/a\\b', '/api/..\\x', '/api/\\evil.example', '/api/\\..\\x']],
    ['encoded backslashes', ['/api/a%5cb', '/api/..%5Cx', '/api/%5c%5cevil.example']],
    ['dot segments escaped twice', ['/api/%252e%252e/x', '/api/x/%25%32%65.', '/api/.%25252e']],
    ['dot segments with escaped parameters', ['/api/..%3b/x', '/api/..%253Ba/x', '/api/..%3f']],
    ['slashes escaped twice', ['/api/a%252fb', '/api/a%255cb', '/api/%252e%252e%25252fx']],
    ['escapes without end', ['/api/%2525252561', `/api/%${'25'.repeat(40)}`]],
    [
      'an absolute target',
      [
        'http://localhost/api/x',
        'http://evil.example/api/x',
        'https://evil.example/api/x',
        'HTTP://localhost/api/x',
      ],
    ],
    ['the prefix in another case', ['/API/x', '/Api/x', '/aPi/x']],
  ];
  const refused = escapes.flatMap(([kind, targets]) => targets.map((target) => [kind, target]));
  it.each(refused)('is refused with %s: %s', async (_kind, target) => {
    const answer = await alice.call(`GET ${target}`);
    expect(reached()).toEqual([]);
    expect(answer.status).toBe(400);
    expect(answer.json()).toMatchObject({ code: 'bad_path' });
    expect(world.eventsNamed('request.refused').at(-1)).toMatchObject({
      reason: 'bad_path',
      path: target.split('?')[0]?.slice(0, 1_024),
    });
  });

  it.each([
    '/api',
    '/api?x',
    '/api#/x',
    '/api;/x',
    '/apiary',
    '/api%2fx',
    '//api/x',
    '/x/api/x',
    '/%61pi/x',
  ])('leads nowhere without the prefix: %s', async (target) => {
    expect([400, 404]).toContain((await alice.call(`GET ${target}`)).status);
    expect(reached()).toEqual([]);
  });

  const noPaths = [
    '*',
    'localhost:80',
    'api/x',
    '?x',
    '#',
    '@evil.example/',
    '\\api',
    '/api/caf\xe9',
  ];
  const methods = ['GET', 'OPTIONS', 'POST'];
  it.each(noPaths.flatMap((target) => methods.map((method) => [method, target])))(
    'leads nowhere where it is none: %s %s',
    async (method, target) => {
      expect([400, 404]).toContain((await alice.call(`${method} ${target}`)).status);
      expect(reached()).toEqual([]);
    },
  );

  it('makes no tunnel: CONNECT gets nowhere', async () => {
    const client = await alice.connect();
    const { hostname, port } = new URL(world.api.url);
    client.send(alice.request(`CONNECT ${hostname}:${port}`));
    client.send('GET /stage/smuggled HTTP/1.1\r\nHost: x\r\n\r\n');
    await client.closed();
    expect(client.received).not.toMatch(/^HTTP\/1.1 2/);
    expect(reached()).toEqual([]);
  });

  it('keeps the person’s token away from a host that the request names', async () => {
    const api = new URL(world.api.url);
    const fields = ['X-Forwarded-Host: evil.example', 'Forwarded: host=evil.example'];
    const [, ...identity] = alice.identity;
    const client = await alice.connect();
    client.send(
      ['GET /api/x HTTP/1.1', 'Host: evil.example', ...identity, ...fields, '', ''].join('\r\n'),
    );
    expect((await client.answer()).status).toBe(200);
    expect(world.api.received.map(({ headers }) => headers.host)).toEqual([api.host]);
  });
});
