import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request as httpRequest, type ServerResponse } from 'node:http';
import { Caller } from '../support/caller.js';
import { eventually } from '../support/eventually.js';
import { BrokenAnswer } from '../support/raw-client.js';
import { World } from '../support/world.js';

const MIB = 1024 * 1024;
const CHUNKED = 'Transfer-Encoding: chunked';

describe('what streams through', () => {
  let world: World;
  let alice: Caller;

  beforeAll(async () => {
    world = await World.start();
    alice = await Caller.signIn(world);
  });
  afterAll(() => world.stop());
  beforeEach(() => world.api.reset());

  /** The next call of the API, whose answer is then in the test's hands. */
  const nextCall = () => {
    const { promise, resolve } = Promise.withResolvers<[IncomingMessage, ServerResponse]>();
    world.api.answer = (...call) => resolve(call);
    return promise;
  };

  describe('to the client', () => {
    it.each([
      ['events', { 'content-type': 'text/event-stream' }, 'data: 1\n\n', 'data: 2\n\n'],
      ['lines', { 'content-type': 'application/x-ndjson' }, '{"n":1}\n', '{"n":2}\n'],
      ['bytes of a known length', { 'content-length': 24 }, 'the first 12', 'the other 12'],
    ])('%s arrive as they are sent, not at the end', async (_name, headers, first, second) => {
      const call = nextCall();
      const client = await alice.connect();
      client.send(alice.request('GET /api/events'));
      const [, response] = await call;
      response.writeHead(200, headers).write(first);
      await client.hears(first);
      expect(client.received).not.toContain(second);
      response.end(second);
      expect((await client.answer()).text).toBe(first + second);
    });

    it('the head arrives before there is any content', async () => {
      const call = nextCall();
      const client = await alice.connect();
      client.send(alice.request('GET /api/events'));
      const [, response] = await call;
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
      await client.hears('text/event-stream');
      response.end();
      expect((await client.answer()).text).toBe('');
    });

    it('a large download waits for a slow reader, and arrives whole', async () => {
      const whole = 64 * MIB;
      const chunk = Buffer.alloc(256 * 1024, 'abcdefghijklmnopqrstuvwxyz0123456789');
      let accepted = 0;
      world.api.answer = (request, response) => {
        if (request.url === '/stage/canary') return void response.end();
        response.writeHead(200, { 'content-length': whole });
        const write = () => {
          while (accepted < whole) {
            accepted += chunk.length;
            if (!response.write(chunk)) return void response.once('drain', write);
          }
          response.end();
        };
        write();
      };
      const { hostname, port } = new URL(world.origin);
      const headers = Object.fromEntries(alice.identity.map((line) => line.split(': ')));
      const download = httpRequest({ hostname, port, path: '/api/download', headers }).end();
      const [answer]: IncomingMessage[] = await once(download, 'response');
      answer?.pause();

      // As long as others are served, whatever could still move has had its turn.
      let before = -1;
      for (let unmoved = 0; unmoved < 20; unmoved = accepted === before ? unmoved + 1 : 0) {
        before = accepted;
        await alice.call('GET /api/canary');
      }
      expect(accepted).toBeLessThan(whole / 2); // the kernel's buffers hold some of it

      const hash = createHash('sha256');
      let length = 0;
      for await (const part of answer ?? []) {
        hash.update(part);
        length += part.length;
      }
      expect(length).toBe(whole);
      const expected = createHash('sha256');
      for (let sent = 0; sent < whole; sent += chunk.length) expected.update(chunk);
      expect(hash.digest('hex')).toBe(expected.digest('hex'));
    });

    it('others are served while a reader is slow', async () => {
      const call = nextCall();
      const slow = await alice.connect();
      slow.send(alice.request('GET /api/x'));
      const [, response] = await call;
      response.writeHead(200).write('x');
      world.api.reset();
      expect((await alice.call('GET /api/hello')).status).toBe(200);
      response.end();
    });
  });

  describe('to the API', () => {
    it.each([
      ['in chunks', [CHUNKED], '5\r\nfirst\r\n', '6\r\nsecond\r\n0\r\n\r\n'],
      ['of a known length', ['Content-Length: 100000'], 'first', `second${'x'.repeat(99_989)}`],
    ])('an upload %s arrives as it is sent', async (_name, fields, first, rest) => {
      const call = nextCall();
      const client = await alice.connect();
      client.send(alice.request('POST /api/upload', fields, first));
      const [request, response] = await call;
      const [chunk]: Buffer[] = await once(request, 'data');
      expect(chunk?.toString()).toBe('first');
      client.send(rest);
      await once(request, 'end');
      response.end('thanks');
      expect((await client.answer()).text).toBe('thanks');
      expect(await world.api.last.body).toMatch(/^firstsecondx*$/);
    });

    it('an upload and a download run at the same time', async () => {
      const call = nextCall();
      const client = await alice.connect();
      client.send(alice.request('POST /api/echo', [CHUNKED], '4\r\nping\r\n'));
      const [request, response] = await call;
      request.pipe(response);
      await client.hears('ping');
      client.send('4\r\npong\r\n');
      await client.hears('pong');
      client.send('0\r\n\r\n');
      expect((await client.answer()).text).toBe('pingpong');
    });

    it('an answer comes through before the upload has ended', async () => {
      const call = nextCall();
      const client = await alice.connect();
      client.send(alice.request('POST /api/upload', [CHUNKED], '5\r\nfirst\r\n'));
      const [, response] = await call;
      response.writeHead(422, { 'content-length': 2 }).end('no');
      const answer = await client.answer();
      expect([answer.status, answer.text]).toEqual([422, 'no']);
      client.send(`0\r\n\r\n${alice.request('GET /api/next', ['Connection: close'])}`);
      world.api.reset();
      await client.closed(); // served or not, nothing is out of step
      expect(client.received).toMatch(/^($|HTTP\/1\.1 200 )/);
    });
  });

  describe.each(['end', 'reset'] as const)('from a client that leaves (%s)', (how) => {
    it('the API is let go before it has answered', async () => {
      const call = nextCall();
      const client = await alice.connect();
      client.send(alice.request('GET /api/x'));
      const [request] = await call;
      const closed = gone(request);
      client.leave(how);
      expect(await closed).toBe('gone');
    });

    it('the API is let go in the midst of its answer', async () => {
      const call = nextCall();
      const client = await alice.connect();
      client.send(alice.request('GET /api/x'));
      const [request, response] = await call;
      response.writeHead(200).write('half');
      await client.hears('half');
      const closed = gone(request);
      client.leave(how);
      expect(await closed).toBe('gone');
    });

    it.each([
      ['in chunks', [CHUNKED], '5\r\nfirst\r\n'],
      ['of a known length', ['Content-Length: 100000'], 'first'],
    ])('the API is let go in the midst of an upload %s', async (_name, fields, first) => {
      const call = nextCall();
      const client = await alice.connect();
      client.send(alice.request('POST /api/upload', fields, first));
      const [request] = await call;
      const closed = gone(request);
      client.leave(how);
      await closed;
      await expect(world.api.last.bytes).rejects.toThrow('aborted');
    });

    it('a small upload that isn’t whole is never begun', async () => {
      const client = await alice.connect();
      client.send(alice.request('POST /api/upload', ['Content-Length: 10'], 'first'));
      client.leave(how);
      expect((await alice.call('GET /api/next')).status).toBe(200);
      expect(world.api.received.map(({ method }) => method)).toEqual(['GET']);
    });

    it('nothing stays behind: whoever comes next is served', async () => {
      const call = nextCall();
      const client = await alice.connect();
      client.send(alice.request('GET /api/x'));
      const [request] = await call;
      const closed = gone(request);
      client.leave(how);
      await closed;
      world.api.reset();
      const answers = await Promise.all([1, 2, 3].map(() => alice.call('GET /api/hello')));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    });
  });

  it('ends for the client where the API leaves in the midst of an upload', async () => {
    const call = nextCall();
    const client = await alice.connect();
    client.send(alice.request('POST /api/upload', [CHUNKED], '5\r\nfirst\r\n'));
    const [request] = await call;
    request.socket.resetAndDestroy();
    expect((await client.answer()).status).toBe(502);
  });

  it('breaks for the client where the API leaves in the midst of both', async () => {
    const call = nextCall();
    const client = await alice.connect();
    client.send(alice.request('POST /api/echo', [CHUNKED], '4\r\nping\r\n'));
    const [request, response] = await call;
    request.pipe(response);
    await client.hears('ping');
    request.socket.resetAndDestroy();
    await expect(client.answer()).rejects.toThrow(BrokenAnswer);
  });

  it('leaves no connection to the API behind that nobody uses', async () => {
    const open = new Set<unknown>();
    world.api.answer = ({ socket }, response) => {
      open.add(socket);
      socket.once('close', () => open.delete(socket));
      response.writeHead(200).write('half');
    };
    for (let time = 0; time < 10; time += 1) {
      const client = await alice.connect();
      client.send(alice.request('GET /api/x'));
      await client.hears('half');
      client.leave();
    }
    await eventually(async () => open.size === 0);
    expect(open.size).toBe(0);
  });
});

/** Once the connection is gone that this request came on. */
function gone({ socket }: IncomingMessage): Promise<'gone'> {
  return new Promise((resolve) => {
    socket.once('close', () => resolve('gone'));
  });
}
