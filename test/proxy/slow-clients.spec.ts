import { Caller } from '../support/caller.js';
import { RawClient } from '../support/raw-client.js';
import { World } from '../support/world.js';

type Slow = readonly [name: string, begin: (alice: Caller) => string, drops: string];

/** Each begins like this, and then sends its drops one after the other as long as anybody listens. */
const slow: Slow[] = [
  ['begins a line and says no more', () => 'GET /api/x HT', ''],
  ['begins a head and says no more', (alice) => alice.request('GET /api/x').slice(0, -2), ''],
  ['goes on and on with its head', (alice) => alice.request('GET /api/x').slice(0, -2), 'X: y\r\n'],
  ['goes on and on with one field', () => 'GET /api/x HTTP/1.1\r\nX: ', 'y'],
  [
    'sends half a small body',
    (alice) => alice.request('POST /api/x', ['Content-Length: 9'], 'a'),
    '',
  ],
  [
    'sends half a large body',
    (alice) => alice.request('POST /api/x', ['Content-Length: 99999'], 'a'),
    '',
  ],
  [
    'drips a small body',
    (alice) => alice.request('POST /api/x', ['Content-Length: 9999'], 'a'),
    'a',
  ],
  [
    'drips a large body',
    (alice) => alice.request('POST /api/x', ['Content-Length: 99999'], 'a'),
    'a',
  ],
  [
    'drips chunks',
    (alice) => alice.request('POST /api/x', ['Transfer-Encoding: chunked']),
    '1\r\na\r\n',
  ],
];

describe('a client that takes its time', () => {
  it('has limits, and they are short', async () => {
    const world = await World.start();
    const server = world.app.getHttpServer();
    expect(server.headersTimeout).toBeGreaterThanOrEqual(5_000);
    expect(server.headersTimeout).toBeLessThanOrEqual(30_000);
    expect(server.requestTimeout).toBeGreaterThanOrEqual(60_000); // 10 MiB over a slow line
    expect(server.requestTimeout).toBeLessThanOrEqual(300_000);
    expect(Reflect.get(server, 'connectionsCheckingInterval')).toBeLessThanOrEqual(10_000);
    // A load balancer keeps idle connections for 60 s, and must be first to hang up.
    expect(server.keepAliveTimeout).toBeGreaterThan(60_000);
    expect(server.timeout).toBe(0); // a stream that runs may run
    await world.stop();
  });

  describe('with shorter limits', () => {
    let world: World;
    let alice: Caller;

    beforeAll(async () => {
      world = await World.start(
        {},
        { headersTimeout: 600, requestTimeout: 1_000, connectionsCheckingInterval: 50 },
      );
      alice = await Caller.signIn(world);
    });
    afterAll(() => world.stop());
    beforeEach(() => world.api.reset());

    const begin = async (bytes: string, drops = '') => {
      const client = await RawClient.connect(world.origin);
      client.send(bytes);
      if (drops === '') return client;
      const dripping = setInterval(() => client.send(drops), 20);
      void client.closed().finally(() => clearInterval(dripping));
      return client;
    };

    describe('is cut off, and told so', () => {
      let clients: Map<string, RawClient>;

      beforeAll(async () => {
        world.api.answer = (request, response) => request.once('end', () => response.end());
        clients = new Map();
        for (const [name, bytes, drops] of slow)
          clients.set(name, await begin(bytes(alice), drops));
        await Promise.allSettled([...clients.values()].map((client) => client.closed()));
      });

      it.each(slow)('if it %s', async (name) => {
        await clients.get(name)?.closed();
        expect(clients.get(name)?.received).toMatch(/^HTTP\/1\.1 408 /);
      });

      it('and its upload isn’t taken for whole', async () => {
        const letGo = Promise.withResolvers<void>();
        world.api.answer = (request) => request.once('close', letGo.resolve);
        await begin(alice.request('POST /api/x', ['Content-Length: 99999'], 'hello'));
        await letGo.promise;
        await expect(world.api.last.bytes).rejects.toThrow('aborted');
      });
    });

    it('is cut off too where it was refused long ago', async () => {
      const client = await begin(
        'POST /api/x HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999\r\n\r\n',
        'a',
      );
      expect((await client.answer()).status).toBe(403);
      await client.closed();
    });

    it('holds up nobody, be there many', async () => {
      const head = 'GET /api/x HTTP/1.1\r\nX: ';
      const many = await Promise.all(Array.from({ length: 100 }, () => begin(head)));
      expect((await alice.call('GET /api/hello')).status).toBe(200);
      await Promise.all(many.map((client) => client.closed()));
    });

    it('may read an answer as long as it lasts', async () => {
      const asked = Promise.withResolvers<() => void>();
      world.api.answer = (request, response) => {
        if (request.method === 'POST') return;
        response.writeHead(200).write('begun');
        asked.resolve(() => response.end(', ended'));
      };
      const reader = await begin(alice.request('GET /api/events'));
      await reader.hears('begun');
      const sluggard = await begin(alice.request('POST /api/x', ['Content-Length: 99999'], 'a'));
      await sluggard.closed(); // whose limit is the longest, and began to count after the reader's
      (await asked.promise)();
      expect((await reader.answer()).text).toBe('begun, ended');
    });
  });
});
