import { Caller } from '../support/caller.js';
import { RawUpstream } from '../support/raw-upstream.js';
import { World } from '../support/world.js';

describe('an answer to a client of HTTP/1.0', () => {
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

  it('comes without chunks, and ends with the connection', async () => {
    upstream.says(['HTTP/1.1 200 OK', 'Transfer-Encoding: chunked'], '5\r\nhello\r\n0\r\n\r\n');
    const client = await alice.connect();
    client.send(alice.request('GET /api/x HTTP/1.0'));
    const answer = await client.answer();
    expect([answer.status, answer.framing, answer.text]).toEqual([200, 'close', 'hello']);
    expect(await client.closed()).toBe('ended');
  });

  it('ends the connection too where it tells its length', async () => {
    upstream.says(['HTTP/1.1 200 OK', 'Content-Length: 5'], 'hello');
    const client = await alice.connect();
    client.send(alice.request('GET /api/x HTTP/1.0'));
    expect((await client.answer()).text).toBe('hello');
    expect(await client.closed()).toBe('ended');
  });

  it('keeps the connection for who asks, where it tells its length', async () => {
    upstream.says(['HTTP/1.1 200 OK', 'Content-Length: 5'], 'hello');
    const client = await alice.connect();
    const request = alice.request('GET /api/x HTTP/1.0', ['Connection: keep-alive']);
    for (let time = 1; time <= 2; time += 1) {
      client.send(request);
      const answer = await client.answer();
      expect([answer.text, answer.header('connection')]).toEqual(['hello', 'keep-alive']);
    }
  });

  it('needs no Host', async () => {
    upstream.says(['HTTP/1.1 200 OK', 'Content-Length: 5'], 'hello');
    const client = await alice.connect();
    const [, ...identity] = alice.identity;
    client.send(['GET /api/x HTTP/1.0', ...identity, '', ''].join('\r\n'));
    expect((await client.answer()).text).toBe('hello');
    expect(upstream.requests[0]?.startLine).toBe('GET /stage/x HTTP/1.1');
  });

  it('comes without an interim answer, and to a POST as well', async () => {
    upstream.says(['HTTP/1.1 103 Early Hints', '', 'HTTP/1.1 200 OK', 'Content-Length: 2'], 'ok');
    const fields = ['Content-Length: 5', 'Expect: 100-continue'];
    const answer = await alice.call('POST /api/x HTTP/1.0', fields, 'hello');
    expect([answer.interim, answer.status, answer.text]).toEqual([[], 200, 'ok']);
    expect(upstream.requests[0]?.body.toString()).toBe('hello');
  });
});
