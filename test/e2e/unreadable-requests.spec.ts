import * as fc from 'fast-check';
import { Caller } from '../support/caller.js';
import { type RawAnswer, RawClient } from '../support/raw-client.js';
import { World } from '../support/world.js';

const cookies = (bytes: number) => `Cookie: ${'other=application; '.repeat(bytes / 19)}`;

// These no route ever sees: Node's parser refuses them, or the first look at a head does.
describe('a request that can’t be read', () => {
  let world: World;
  let alice: Caller;

  beforeAll(async () => {
    world = await World.start();
    alice = await Caller.signIn(world);
  });
  afterAll(() => world.stop());
  beforeEach(() => world.api.reset());

  /** What comes back, and how the connection ends. */
  const send = async (bytes: string): Promise<{ answer: RawAnswer; end: string }> => {
    const client = await RawClient.connect(world.origin);
    client.send(bytes);
    const answer = await client.answer();
    const end = await client.closed();
    expect(client.received).toBe('');
    return { answer, end };
  };
  it.each([
    ['17 KB of cookies', 'GET / HTTP/1.1', [cookies(17_000)]],
    ['17 KB of cookies, on a script', 'GET /assets/x.js HTTP/1.1', [cookies(17_000)]],
    ['a megabyte of cookies', 'GET / HTTP/1.1', [cookies(1_000_000)]],
    ['a very long address', `GET /?${'x'.repeat(20_000)} HTTP/1.1`, []],
    ['a thousand fields', 'GET / HTTP/1.1', Array.from({ length: 1_000 }, (_, n) => `a${n}:`)],
  ])('is answered with what to do: %s', async (_name, line, fields) => {
    const { answer, end } = await send([line, 'Host: localhost', ...fields, '', ''].join('\r\n'));
    expect([answer.status, answer.header('content-type'), end]).toEqual([
      431,
      'text/html; charset=utf-8',
      'ended',
    ]);
    expect(answer.text).toMatch(/^<!doctype html>[^]*cookies[^]*delete/i);
    expect(answer.text).not.toMatch(/<(script|link rel="stylesheet")/);
    expectProtection(answer);
  });

  it.each([
    ['no HTTP', 'hello\r\n\r\n'],
    ['TLS', '\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03\r\n\r\n'],
    ['a version nobody knows', 'GET / HTTP/9.9\r\nHost: localhost\r\n\r\n'],
    ['a field without a colon', 'GET / HTTP/1.1\r\nHost: localhost\r\nnonsense\r\n\r\n'],
    ['a bare CR in a field', 'GET / HTTP/1.1\r\nHost: localhost\r\nX: a\rb\r\n\r\n'],
    ['a NUL in a field', 'GET / HTTP/1.1\r\nHost: localhost\r\nX: a\0b\r\n\r\n'],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n'],
    ['a length and a coding', unclear('Content-Length: 1\r\nTransfer-Encoding: chunked')],
  ])('is answered with a page, and the connection closes: %s', async (_name, bytes) => {
    const { answer } = await send(bytes);
    expect([answer.status, answer.header('content-type')]).toEqual([
      400,
      'text/html; charset=utf-8',
    ]);
    expect(answer.text).toMatch(/^<!doctype html>/);
    expectProtection(answer);
    expect(world.api.received).toEqual([]);
  });

  it('writes nothing into the middle of an answer that runs', async () => {
    world.api.answer = (_request, response) => void response.writeHead(200).write('begun');
    const client = await alice.connect();
    client.send(alice.request('GET /api/x'));
    await client.hears('begun');
    client.send('nonsense\r\n\r\n');
    await client.closed();
    expect(client.received.match(/HTTP\/1\.1/g)).toHaveLength(1);
  });

  it('writes nothing before an answer that is still to come', async () => {
    world.api.answer = () => undefined;
    const client = await alice.connect();
    client.send(`${alice.request('GET /api/x')}${alice.request('GET /api/y')}nonsense\r\n\r\n`);
    await client.closed();
    expect(client.received).not.toContain('HTTP/1.1 2');
    expect(client.received.match(/HTTP\/1\.1/g)?.length ?? 0).toBeLessThanOrEqual(1);
  });

  it('leaves those on other connections alone', async () => {
    const [client] = await Promise.all([alice.connect(), send('nonsense\r\n\r\n')]);
    client.send(alice.request('GET /api/x'));
    expect((await client.answer()).status).toBe(200);
  });

  // RFC 9112 §3.2
  describe('because of its Host', () => {
    const wrong: [name: string, lines: string[]][] = [
      ['two of them', ['Host: localhost', 'Host: evil.example']],
      ['the same twice', ['Host: localhost', 'Host: localhost']],
      ['two in unlike cases', ['host: localhost', 'HOST: localhost']],
      ['two, apart', ['Host: localhost', 'Accept: */*', 'hOST: localhost']],
      ['two, the first empty', ['Host:', 'Host: localhost']],
      ['none', []],
      ['an empty one', ['Host:']],
      ['two in one', ['Host: localhost, evil.example']],
      ['a path', ['Host: localhost/x']],
      ['a query', ['Host: localhost?x']],
      ['a fragment', ['Host: localhost#x']],
      ['a scheme', ['Host: http://localhost']],
      ['a name in front', ['Host: user@localhost']],
      ['a name and a password', ['Host: user:secret@localhost']],
      ['a blank inside', ['Host: local host']],
      ['a tab inside', ['Host: local\thost']],
      ['a backslash', ['Host: localhost\\evil.example']],
      ['a port that is none', ['Host: localhost:http']],
      ['a port too long', ['Host: localhost:000080']],
      ['two ports', ['Host: localhost:80:80']],
      ['a port alone', ['Host: :80']],
      ['half an IPv6 address', ['Host: [::1']],
      ['letters beyond ASCII', ['Host: caf\xe9.example']],
      ['markup', ['Host: <script>']],
      ['an escape', ['Host: local%68ost']],
    ];
    it.each(wrong)('is refused before anything else: %s', async (_name, lines) => {
      for (const target of ['/', '/api/x', '/health/live', '/assets/x', '/no/such/route']) {
        const [, ...identity] = alice.identity;
        const head = [`GET ${target} HTTP/1.1`, ...lines, ...identity, '', ''];
        const { answer } = await send(head.join('\r\n'));
        expect([target, answer.status, answer.json()]).toEqual([
          target,
          400,
          expect.objectContaining({ code: 'bad_request' }),
        ]);
        expectProtection(answer);
      }
      expect(world.api.received).toEqual([]);
    });

    it('is refused in HTTP/1.0 too, where there are two', async () => {
      const { answer } = await send('GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n');
      expect(answer.status).toBe(400);
    });

    it.each(['localhost', 'LOCALHOST:3000', 'a-b_c.example.', '127.0.0.1:80', '[::1]', '[::1]:80'])(
      'is none for %s',
      async (host) => {
        const client = await alice.connect();
        client.send(`GET /health/live HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
        expect((await client.answer()).status).toBe(200);
      },
    );

    it('is refused wherever it has more in it than a host and a port', async () => {
      const more = fc.constantFrom(...'@/\\?#%,; "<'.split(''));
      const text = fc.string({
        unit: fc.constantFrom(...'a.-:[]0'.split('')),
        minLength: 1,
        maxLength: 5,
      });
      await fc.assert(
        fc.asyncProperty(text, more, text, async (...parts) => {
          const client = await RawClient.connect(world.origin);
          client.send(`GET /health/live HTTP/1.1\r\nHost: ${parts.join('')}\r\n\r\n`);
          expect((await client.answer()).status).toBe(400);
        }),
        { numRuns: 200 },
      );
    });
  });
});

function unclear(fields: string): string {
  return `POST / HTTP/1.1\r\nHost: localhost\r\n${fields}\r\n\r\n0\r\n\r\n`;
}

function expectProtection({ header }: RawAnswer) {
  expect({
    policy: header('content-security-policy'),
    sniffing: header('x-content-type-options'),
    frames: header('x-frame-options'),
    caching: header('cache-control'),
    connection: header('connection'),
  }).toEqual({
    policy: expect.stringContaining("default-src 'none'"),
    sniffing: 'nosniff',
    frames: 'DENY',
    caching: 'no-store',
    connection: 'close',
  });
}
