import { Caller } from '../support/caller.js';
import { bob as other } from '../support/cognito-shapes.js';
import { eventually } from '../support/eventually.js';
import type { RawClient } from '../support/raw-client.js';
import { answerOk, type Exchange, RawUpstream } from '../support/raw-upstream.js';
import { World } from '../support/world.js';

const MOST = 3;

describe('the requests of one session that are in flight', () => {
  let upstream: RawUpstream;
  let world: World;
  let alice: Caller;
  let held: Exchange[];

  beforeAll(async () => {
    upstream = await RawUpstream.start();
    world = await World.start({ API_URL: upstream.url, REQUESTS_PER_SESSION: String(MOST) });
  });
  afterAll(async () => {
    await world.stop();
    await upstream.stop();
  });
  beforeEach(async () => {
    alice = await Caller.signIn(world);
    upstream.reset();
    held = [];
    upstream.script = (exchange) => held.push(exchange);
  });

  /** As many as there may be, none of which the API answers. */
  const fill = async (
    line = 'POST /api/x',
    fields: string[] = ['Content-Length: 1'],
    body = 'a',
  ): Promise<RawClient[]> => {
    const clients = await Promise.all(Array.from({ length: MOST }, () => alice.connect()));
    for (const client of clients) client.send(alice.request(line, fields, body));
    await eventually(async () => held.length === MOST);
    return clients;
  };
  /** Once all of the room is there again. @returns what is said to one more than fits */
  const statusBeyond = async () => {
    upstream.script = answerOk;
    await eventually(async () => (await alice.call('GET /api/free')).status === 200);
    held = [];
    upstream.script = (exchange) => held.push(exchange);
    const clients = await fill();
    const { status } = await alice.call('GET /api/x');
    for (const client of clients) client.leave();
    return status;
  };
  it('are limited: one more is told to come again, and the API isn’t asked', async () => {
    await fill();
    const answer = await alice.call('GET /api/x');
    expectRefusal(answer.status, answer.header('retry-after'));
    expect(answer.json()).toMatchObject({ status: 429, code: 'too_many_requests' });
    expect(held).toHaveLength(MOST);
  });

  it('are counted before a body is read, or asked for', async () => {
    await fill();
    const client = await alice.connect();
    client.send(alice.request('POST /api/x', ['Content-Length: 1000000', 'Expect: 100-continue']));
    const answer = await client.answer();
    expect([answer.status, answer.interim]).toEqual([429, []]);
  });

  it('are counted with those of the pages', async () => {
    await fill();
    const { status, headers, body } = await alice.browser.htmx('/example');
    expectRefusal(status, headers['retry-after']);
    expect(body).toContain('too much at once');
  });

  it('may be the page’s own, which count as well', async () => {
    const pages = Array.from({ length: MOST }, () => alice.browser.htmx('/example'));
    await eventually(async () => held.length === MOST);
    expect((await alice.call('GET /api/x')).status).toBe(429);
    for (const { write } of held) write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    await Promise.all(pages);
    expect(await statusBeyond()).toBe(429);
  });

  it('are none of another session’s matter, of the same person neither', async () => {
    await fill();
    upstream.script = answerOk;
    for (const person of [undefined, other]) {
      const caller = await Caller.signIn(world, person);
      expect((await caller.call('GET /api/x')).status).toBe(200);
    }
  });

  it('keep nobody from the pages and from signing out', async () => {
    const caller = await Caller.signIn(world);
    const clients = await Promise.all(Array.from({ length: MOST }, () => caller.connect()));
    for (const client of clients) client.send(caller.request('GET /api/x'));
    await eventually(async () => held.length === MOST);
    expect((await caller.browser.fetch('/auth/session')).status).toBe(200);
    expect((await caller.browser.fetch('/auth/logout', { method: 'POST' })).status).toBe(200);
  });

  const ends: [how: string, end: (clients: RawClient[]) => unknown][] = [
    ['answers', () => held.forEach(({ write }) => write('HTTP/1.1 204 None\r\n\r\n'))],
    ['an API that hangs up', () => held.forEach(({ end }) => end())],
    ['an API that crashes', () => held.forEach(({ reset }) => reset())],
    ['nonsense from the API', () => held.forEach(({ write }) => write('nonsense\r\n\r\n'))],
    [
      'half an answer',
      () =>
        held.forEach(({ write, reset }) => {
          write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf');
          reset();
        }),
    ],
    ['a rejected token', () => held.forEach(({ write }) => write('HTTP/1.1 401 No\r\n\r\n'))],
    ['browsers that leave', (clients) => clients.forEach((client) => client.leave())],
    ['browsers that crash', (clients) => clients.forEach((client) => client.leave('reset'))],
  ];
  it.each(ends)('are fewer again after %s', async (_how, end) => {
    const clients = await fill();
    expect((await alice.call('GET /api/x')).status).toBe(429);
    upstream.script = answerOk;
    await end(clients);
    expect(await statusBeyond()).toBe(429);
  });

  it('are fewer again after uploads that were never finished', async () => {
    const clients = await fill('POST /api/x', ['Transfer-Encoding: chunked'], '5\r\nhello\r\n');
    for (const client of clients) client.leave();
    expect(await statusBeyond()).toBe(429);
  });

  it('are fewer again after small bodies that never came', async () => {
    const clients = await Promise.all(Array.from({ length: MOST }, () => alice.connect()));
    for (const client of clients)
      client.send(alice.request('POST /api/x', ['Content-Length: 9'], 'a'));
    await eventually(async () => {
      const probe = await alice.connect();
      probe.send(alice.request('POST /api/x', ['Content-Length: 999999999']));
      const { status } = await probe.answer();
      probe.leave();
      return status === 429;
    });
    for (const client of clients) client.leave();
    expect(await statusBeyond()).toBe(429);
  });
});

function expectRefusal(status: number, retryAfter: unknown) {
  expect(status).toBe(429);
  expect(Number(retryAfter)).toBeGreaterThan(0);
}
