import { createHash } from 'node:crypto';
import { jest } from '@jest/globals';
import { POLICIES } from '../../src/api/policy-rows.js';
import type { Policy } from '../../src/api/policy-table.js';
import { Caller } from '../support/caller.js';
import { Gate } from '../support/gate.js';
import { inChunks } from '../support/http-message.js';
import { OK, RawUpstream } from '../support/raw-upstream.js';
import { World } from '../support/world.js';

const MOST = 10 * 1024 * 1024;
const TEXT = 'GET /api/smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n';

const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const filled = (length: number) => Buffer.alloc(length, TEXT);

describe('a body for the API', () => {
  let world: World;
  let alice: Caller;

  beforeAll(async () => {
    world = await World.start();
    alice = await Caller.signIn(world);
  });
  afterAll(() => world.stop());
  beforeEach(() => {
    world.api.reset();
    world.api.answer = (request, response) => request.once('end', () => response.end('ok'));
  });

  it.each([
    ['a length', [`Content-Length: ${MOST}`], (bytes: Buffer) => bytes],
    ['chunks', ['Transfer-Encoding: chunked'], (bytes: Buffer) => inChunks(bytes, 65_536)],
  ])('may have ten MiB, with %s', async (_name, fields, framed) => {
    const bytes = filled(MOST);
    const client = await alice.connect();
    client.send(alice.request('POST /api/x', fields));
    client.send(framed(bytes));
    expect((await client.answer()).status).toBe(200);
    expect(world.api.received).toHaveLength(1);
    expect(digest(await world.api.last.bytes)).toBe(digest(bytes));
  });

  it.each([
    ['a byte more', 'POST', MOST + 1],
    ['far more', 'PUT', 1e15],
    ['more than can be counted', 'POST', Number.MAX_SAFE_INTEGER],
    ['a byte more, for a GET', 'GET', MOST + 1],
    ['a byte more, for a DELETE', 'DELETE', MOST + 1],
  ])('that would have %s is refused before it is sent', async (_name, method, length) => {
    const answer = await alice.call(`${method} /api/x`, [`Content-Length: ${length}`]);
    expect(answer.status).toBe(413);
    expect(answer.header('content-type')).toContain('application/problem+json');
    expect(answer.json()).toMatchObject({ status: 413, code: 'body_too_large' });
    expect(world.api.received).toEqual([]);
  });

  it('that grows too long is refused, and the API doesn’t take it for whole', async () => {
    const aborted = Promise.withResolvers<void>();
    world.api.answer = (request) => request.once('close', aborted.resolve);
    const client = await alice.connect();
    client.send(alice.request('POST /api/x', ['Transfer-Encoding: chunked']));
    client.send(inChunks(filled(MOST + 1), 1_000_000));
    const answer = await client.answer();
    expect([answer.status, answer.json()]).toEqual([
      413,
      expect.objectContaining({ code: 'body_too_large' }),
    ]);
    await aborted.promise;
    await expect(world.api.last.bytes).rejects.toThrow('aborted');
    expect(world.api.received).toHaveLength(1);
  });

  it.each([
    ['its length', [`Content-Length: ${MOST + 1}`], (bytes: Buffer) => bytes],
    ['chunks', ['Transfer-Encoding: chunked'], (bytes: Buffer) => inChunks(bytes, 65_536)],
  ])('that is refused is read as no request: one with %s', async (_name, fields, framed) => {
    const client = await alice.connect();
    client.send(alice.request('POST /api/x', fields));
    client.send(framed(filled(MOST + 1)));
    client.send(alice.request('GET /api/next', ['Connection: close']));
    expect((await client.answer()).status).toBe(413);
    await client.closed();
    const reached = world.api.received.map(({ target }) => target);
    expect(reached.filter((target) => !/^\/stage\/(x|next)$/.test(target ?? ''))).toEqual([]);
  });
});

describe('the head of a request', () => {
  let world: World;
  let alice: Caller;

  beforeAll(async () => {
    world = await World.start();
    alice = await Caller.signIn(world);
  });
  afterAll(() => world.stop());

  it.each([
    ['one long field', 'GET /api/x', [`X-Long: ${'x'.repeat(20_000)}`]],
    ['one long name', 'GET /api/x', [`X-${'x'.repeat(20_000)}: 1`]],
    ['many fields', 'GET /api/x', Array.from({ length: 1_200 }, (_, n) => `X-Field-${n}: ${n}`)],
    // Node counts a thousand. Where it dropped the rest without a word, a length could be among them.
    ['many small fields', 'GET /api/x', Array.from({ length: 1_000 }, (_, n) => `a${n}:`)],
    ['a long path', `GET /api/${'x'.repeat(20_000)}`, []],
    ['a long query', `GET /api/x?${'x'.repeat(20_000)}`, []],
    ['a long cookie', 'GET /api/x', [`Cookie: x=${'x'.repeat(20_000)}`]],
  ])('that is too large, with %s, is refused', async (_name, line, fields) => {
    expect((await alice.call(line, fields)).status).toBe(431);
    expect(world.api.received).toEqual([]);
  });
});

describe('the time that the API has for an answer', () => {
  let upstream: RawUpstream;
  let world: World;
  let alice: Caller;

  const limit = (path: string, timeLimitMs: number) => {
    const policies = world.app.get<readonly Policy[]>(POLICIES);
    const policy = policies.find((candidate) => candidate.path === path);
    if (!policy) throw new Error(`There is no policy for ${path}`);
    jest.replaceProperty(policy, 'timeLimitMs', timeLimitMs);
  };
  /** Once the short limit of `/admin/*` has passed. */
  const limitPasses = async () => {
    expect((await alice.call('GET /api/admin')).status).toBe(504);
  };

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
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('is thirty seconds, as much as an HTTP API has', () => {
    const policies = world.app.get<readonly Policy[]>(POLICIES);
    expect(policies.map(({ timeLimitMs }) => timeLimitMs)).toEqual(policies.map(() => 30_000));
  });

  it('ends with 504, and the API is let go', async () => {
    limit('/admin/*', 100);
    const letGo = Promise.withResolvers<unknown>();
    upstream.script = ({ closed }) => letGo.resolve(closed);
    const answer = await alice.call('GET /api/admin');
    expect(answer.status).toBe(504);
    expect(answer.header('content-type')).toContain('application/problem+json');
    expect(answer.json()).toMatchObject({ status: 504, code: 'upstream_timeout' });
    await letGo.promise;
    expect(upstream.requests).toHaveLength(1);
  });

  it('ends with 504 too where a few bytes came of the head, or an interim answer', async () => {
    limit('/*', 100);
    const begun = ['HTTP/1.1 200 OK\r\nContent-', 'HTTP/1.1 103 Early Hints\r\n\r\n'];
    upstream.script = ({ startLine, write }) =>
      write(begun[Number(startLine.split(/[/ ]/)[3])] ?? '');
    const answers = await Promise.all([alice.call('GET /api/0'), alice.call('GET /api/1')]);
    expect(answers.map(({ status }) => status)).toEqual([504, 504]);
  });

  it('is a matter of the path', async () => {
    limit('/admin/*', 100);
    const held = new Gate();
    upstream.script = async ({ startLine, write }) => {
      if (startLine.includes('/admin')) return;
      await held.pass();
      write(OK);
    };
    const other = alice.call('GET /api/x');
    await held.reached;
    await limitPasses();
    held.open();
    expect((await other).status).toBe(200);
  });

  it('doesn’t end an answer that has begun', async () => {
    limit('/*', 100);
    limit('/admin/*', 100);
    const held = new Gate();
    upstream.script = async ({ startLine, write }) => {
      if (startLine.includes('/admin')) return;
      write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nha');
      await held.pass();
      write('lf');
    };
    const answer = alice.call('GET /api/x');
    await held.reached;
    await limitPasses();
    held.open();
    expect((await answer).text).toBe('half');
  });

  /** Uploads that have begun, each way that a body can be sent, and how each goes on. */
  const beginUploads = () =>
    Promise.all(
      [
        { framing: 'Content-Length: 10', rest: 'x'.repeat(5) },
        { framing: 'Content-Length: 100000', rest: 'x'.repeat(99_995) },
        { framing: 'Transfer-Encoding: chunked', begun: '5\r\nhello\r\n', rest: '0\r\n\r\n' },
      ].map(async ({ framing, begun = 'hello', rest }) => {
        const client = await alice.connect();
        client.send(alice.request('POST /api/x', [framing], begun));
        return async () => {
          client.send(rest);
          return (await client.answer()).status;
        };
      }),
    );

  it('doesn’t run while the client still sends its body', async () => {
    limit('/*', 100);
    limit('/admin/*', 100);
    upstream.script = async ({ startLine, whole, write }) => {
      if (startLine.includes('/admin')) return;
      await whole;
      write(OK);
    };
    const uploads = await beginUploads();
    await limitPasses();
    expect(await Promise.all(uploads.map((finish) => finish()))).toEqual([200, 200, 200]);
  });

  it('runs once a slow client has sent its body', async () => {
    limit('/*', 100);
    limit('/admin/*', 100);
    upstream.script = () => undefined;
    const uploads = await beginUploads();
    await limitPasses();
    expect(await Promise.all(uploads.map((finish) => finish()))).toEqual([504, 504, 504]);
  });
});
