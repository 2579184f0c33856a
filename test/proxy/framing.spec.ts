import { Caller } from '../support/caller.js';
import { type Exchange, OK, RawUpstream } from '../support/raw-upstream.js';
import { World } from '../support/world.js';
import { CHUNKED, LAST_CHUNK, unclear } from './unclear-requests.js';

// RFC 9112 §11.2: request smuggling
describe('where a request ends', () => {
  let upstream: RawUpstream;
  let world: World;
  let alice: Caller;

  beforeAll(async () => {
    upstream = await RawUpstream.start();
    world = await World.start({ API_URL: upstream.url });
    alice = await Caller.signIn(world);
  });
  afterAll(async () => {
    await world.stop();
    await upstream.stop();
  });
  beforeEach(() => upstream.reset());

  const reached = () => upstream.requests.map(({ startLine }) => startLine);
  const bodyOf = (path: string) =>
    upstream.requests.find(({ startLine }) => startLine.includes(path))?.body.toString('latin1');
  /** A whole request that must never be taken for one. */
  const smuggled = () => alice.request('GET /api/smuggled', ['Connection: close']);

  /** Sends this, and a request behind it that nobody may find. @returns the statuses until the connection closes */
  const attack = async (bytes: string) => {
    const client = await alice.connect();
    client.send(bytes + smuggled());
    await client.closed();
    expect(upstream.malformed).toEqual([]);
    return [...client.received.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) =>
      Number(status),
    );
  };

  it.each(unclear)(
    'is never in doubt: refused, and the connection closed, for %s',
    async (_name, lines, body) => {
      const statuses = await attack(alice.request('POST /api/x', lines, body));
      expect(reached()).toEqual([]);
      expect(statuses).toHaveLength(1);
      expect([400, 413, 431, 501]).toContain(statuses[0]);
    },
  );

  it.each([
    ['without a version', 'GET /api/x'],
    ['with another version', 'GET /api/x HTTP/1.2'],
    ['of HTTP/0.9', 'GET /api/x HTTP/0.9'],
    ['of HTTP/2', 'GET /api/x HTTP/2.0'],
    ['of another protocol', 'GET /api/x ICY/1.0'],
    ['with two versions', 'GET /api/x HTTP/1.1 HTTP/1.1'],
    ['with a space in its path', 'GET /api/x /y HTTP/1.1'],
    ['with a tab in its path', 'GET /api/x\t/y HTTP/1.1'],
    ['with a tab after its method', 'GET\t/api/x HTTP/1.1'],
    ['with a space at its start', ' GET /api/x HTTP/1.1'],
    ['with a bare LF', 'GET /api/x HTTP/1.1\nX: y'],
    ['with a bare CR', 'GET /api/x\rHTTP/1.1'],
    ['with a NUL', 'GET /api/x\0 HTTP/1.1'],
    ['with a field in its path', 'GET /api/x\r\nX: y HTTP/1.1'],
    ['that is an answer', 'HTTP/1.1 200 OK'],
  ])('and begins: a line %s is refused', async (_name, line) => {
    const whole = [line, ...alice.identity, '', ''].join('\r\n');
    const [status = 0, ...more] = await attack(whole);
    expect(reached()).toEqual([]);
    expect([400, 505]).toContain(status);
    expect(more).toEqual([]);
  });

  it('needs to be known from the first: TLS and HTTP/2 are refused', async () => {
    const preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0';
    for (const bytes of [preface, '\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03']) {
      expect(await attack(bytes)).toEqual([400]);
    }
    expect(reached()).toEqual([]);
  });

  it.each([
    ['a length with zeros before it', ['Content-Length: 005'], 'hello'],
    ['a length amid blanks', ['Content-Length: \t 5 \t'], 'hello'],
    ['a coding in another case', ['TRANSFER-ENCODING: Chunked'], `5\r\nhello\r\n${LAST_CHUNK}`],
    ['sizes in either case', [CHUNKED], `A\r\n0123456789\r\na\r\n0123456789\r\n${LAST_CHUNK}`],
    ['a size with zeros before it', [CHUNKED], `0005\r\nhello\r\n000${LAST_CHUNK}`],
    ['an extension', [CHUNKED], `5;a=b;c="d"\r\nhello\r\n0;e\r\n\r\n`],
    ['trailers', [CHUNKED], `5\r\nhello\r\n0\r\nX-Length: 3\r\nHost: x\r\n\r\n`],
  ])('is clear for %s: two requests are two', async (_name, lines, body) => {
    const client = await alice.connect();
    client.send(alice.request('POST /api/x', lines, body) + alice.request('GET /api/y'));
    expect((await client.answer()).status).toBe(200);
    expect((await client.answer()).status).toBe(200);
    expect(reached().toSorted()).toEqual(['GET /stage/y HTTP/1.1', 'POST /stage/x HTTP/1.1']);
    expect(bodyOf('/x')).toMatch(/^(hello|01234567890123456789)$/);
    expect(upstream.malformed).toEqual([]);
  });

  // CL.0, TE.0: one side reads a body where the other expects none
  const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
  const framings = ['a length', 'chunks'];
  const pairs = methods.flatMap((method) => framings.map((framing) => [method, framing] as const));
  it.each(pairs)('is where its body ends, for a %s with %s too', async (method, framing) => {
    const body = smuggled();
    const client = await alice.connect();
    const inChunks = `${body.length.toString(16)}\r\n${body}\r\n${LAST_CHUNK}`;
    client.send(
      (framing === 'chunks'
        ? alice.request(`${method} /api/x`, [CHUNKED], inChunks)
        : alice.request(`${method} /api/x`, [`Content-Length: ${body.length}`], body)) +
        alice.request('GET /api/y', ['Connection: close']),
    );
    expect((await client.answer(method)).status).toBe(200);
    expect((await client.answer()).status).toBe(200);
    await client.closed();
    const expected = [`${method} /stage/x HTTP/1.1`, 'GET /stage/y HTTP/1.1'];
    expect(reached().toSorted()).toEqual(expected.toSorted());
    expect(bodyOf('/x')).toBe(body);
  });

  it('is where HTTP/1.0 lets it: chunks are in doubt there, and nothing follows them', async () => {
    const chunked = alice.request('POST /api/x HTTP/1.0', [CHUNKED], `5\r\nhello\r\n${LAST_CHUNK}`);
    expect(await attack(chunked)).toHaveLength(1); // RFC 9112 §6.1
    expect(reached().filter((line) => line.includes('smuggled'))).toEqual([]);
  });

  it('matters to requests that wait their turn: answers come in order', async () => {
    upstream.script = async ({ startLine, whole, write }) => {
      await whole;
      const [, path = ''] = startLine.split(' ');
      write(`HTTP/1.1 200 OK\r\nContent-Length: ${path.length}\r\n\r\n${path}`);
    };
    const client = await alice.connect();
    const bodies = ['a', 'b', 'c', 'd', 'e'].map((name, index) =>
      index % 2 === 0
        ? alice.request(`POST /api/${name}`, ['Content-Length: 5'], 'hello')
        : alice.request(`GET /api/${name}`),
    );
    client.send(bodies.join(''));
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      expect((await client.answer()).text).toBe(`/stage/${name}`);
    }
  });

  const refusals: [name: string, status: number, whole: (request: string) => string][] = [
    ['for the path', 400, (request) => request.replace('/api/x', '/api/../x')],
    ['for the site', 403, (request) => request.replace('same-origin', 'cross-site')],
    ['for nobody being signed in', 401, (request) => request.replace('Cookie', 'X-Cookie')],
    ['for the method', 405, (request) => request.replace('POST', 'PROPFIND')],
    ['for there being nothing', 404, (request) => request.replace('/api/x', '/nowhere')],
    ['for a WebSocket', 501, (request) => request.replace('Host', 'Upgrade: websocket\r\nHost')],
  ];
  it.each(refusals)(
    'is no secret where it is refused %s: the next is served, or the connection closed',
    async (_name, status, whole) => {
      const bodies = [
        alice.request('POST /api/x', [`Content-Length: ${smuggled().length}`], smuggled()),
        alice.request('POST /api/x', [CHUNKED], `5\r\nhello\r\n${LAST_CHUNK}`),
        alice.request('POST /api/x'),
      ];
      for (const request of bodies) {
        const client = await alice.connect();
        client.send(whole(request) + alice.request('GET /api/next', ['Connection: close']));
        expect((await client.answer()).status).toBe(status);
        await client.closed();
        expect(client.received).toMatch(/^($|HTTP\/1.1 200 )/);
      }
      expect(reached().filter((line) => line !== 'GET /stage/next HTTP/1.1')).toEqual([]);
    },
  );

  it('is where the connection ends too: a body that is cut off reaches nobody as whole', async () => {
    const begun = Promise.withResolvers<Exchange>();
    upstream.script = begun.resolve;
    const client = await alice.connect();
    client.send(alice.request('POST /api/x', [CHUNKED], '5\r\nhello\r\n'));
    const { closed } = await begun.promise;
    client.leave();
    await closed;
    const small = await alice.connect();
    small.send(alice.request('POST /api/x', ['Content-Length: 50'], 'hello'));
    small.leave();
    upstream.script = ({ write }) => write(OK);
    expect((await alice.call('GET /api/y')).status).toBe(200);
    expect(reached()).toEqual(['GET /stage/y HTTP/1.1']);
  });
});
