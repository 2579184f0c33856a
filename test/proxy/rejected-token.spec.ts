import { Caller } from '../support/caller.js';
import { letPass, realTime } from '../support/clock.js';
import { alice as admin } from '../support/cognito-shapes.js';
import { Gate } from '../support/gate.js';
import type { RawAnswer } from '../support/raw-client.js';
import { type Exchange, OK, RawUpstream } from '../support/raw-upstream.js';
import { World } from '../support/world.js';

const OVER_MS = 301_000; // of the 300 s that a token lives
const UNAUTHORIZED = [
  'HTTP/1.1 401 Unauthorized',
  'WWW-Authenticate: Bearer scope="" error="invalid_token"',
  'Content-Type: application/json',
  'Content-Length: 26',
  '',
  '{"message":"Unauthorized"}',
].join('\r\n');

describe('a token that the API doesn’t accept', () => {
  let upstream: RawUpstream;
  let world: World;
  let alice: Caller;
  /** Whether the API rejects a token. */
  let rejects: (token: string) => boolean;
  /** What the API was asked, and with which token. */
  let calls: { line: string; token: string; body: string }[];

  beforeAll(async () => {
    upstream = await RawUpstream.start();
    world = await World.start({ API_URL: upstream.url });
  });
  afterAll(async () => {
    await world.stop();
    await upstream.stop();
  });
  beforeEach(async () => {
    upstream.reset();
    calls = [];
    upstream.script = judge;
    alice = await Caller.signIn(world, admin);
    rejects = only(issued());
    world.provider.calls.token.length = 0;
    world.events.length = 0;
  });
  afterEach(realTime);

  const issued = () => world.provider.issued.at(-1)?.access_token ?? '';
  const refreshes = () => world.provider.calls.token.length;
  const judge = async ({ whole, write }: Exchange) => {
    const { startLine, fields, body } = await whole;
    const token = new Map(fields).get('authorization')?.replace('Bearer ', '') ?? '';
    calls.push({ line: startLine, token, body: body.toString('latin1') });
    write(rejects(token) ? UNAUTHORIZED : OK);
  };
  it.each([
    ['GET /api/x?y=1', [], '', ''],
    ['DELETE /api/x', [], '', ''],
    ['POST /api/x', ['Content-Length: 0'], '', ''],
    ['POST /api/x', ['Content-Length: 5'], 'hello', 'hello'],
    ['PUT /api/x', ['Content-Length: 256'], bytes(256), bytes(256)],
    ['PATCH /api/x', ['Content-Length: 65536'], bytes(65_536), bytes(65_536)],
  ])('is refreshed, and the call made again: %s %j', async (line, fields, body, received) => {
    const before = issued();
    const answer = await alice.call(line, fields, body);
    expect([answer.status, answer.text]).toEqual([200, 'ok']);
    expect(answer.header('www-authenticate')).toBeUndefined();
    expect(refreshes()).toBe(1);
    const sent = { line: `${line.replace('/api', '/stage')} HTTP/1.1`, body: received };
    expect(calls).toEqual([
      { ...sent, token: before },
      { ...sent, token: issued() },
    ]);
    expect(issued()).not.toBe(before);
  });

  it('is refreshed for a HEAD', async () => {
    expect((await alice.call('HEAD /api/x')).status).toBe(200);
    expect(calls).toHaveLength(2);
  });

  it('is replaced for good: the next call uses the new one', async () => {
    await alice.call('GET /api/x');
    await alice.call('GET /api/x');
    expect(calls.map(({ token }) => token).slice(1)).toEqual([issued(), issued()]);
    expect(refreshes()).toBe(1);
  });

  it('is replaced with the same headers, and the same request id', async () => {
    const { header } = await alice.call('GET /api/x', ['Accept-Language: de']);
    const [first = [], second = []] = upstream.requests.map(({ fields }) =>
      fields.filter(([name]) => name !== 'authorization'),
    );
    expect(second).toEqual(first);
    expect(new Map(second).get('x-request-id')).toBe(header('x-request-id'));
  });

  it.each([
    ['of more than 64 KiB', ['Content-Length: 65537'], 'x'.repeat(65_537)],
    ['in chunks', ['Transfer-Encoding: chunked'], '5\r\nhello\r\n0\r\n\r\n'],
  ])('is an error where the body %s can’t be sent again', async (_name, fields, body) => {
    const answer = await alice.call('POST /api/x', fields, body);
    expectRejected(answer);
    expect(calls).toHaveLength(1);
  });

  it('is an error where the new one isn’t accepted either: two calls, one refresh', async () => {
    rejects = () => true;
    expectRejected(await alice.call('GET /api/x'));
    expect([calls.length, refreshes()]).toEqual([2, 1]);
    expect((await alice.browser.fetch('/auth/session')).status).toBe(200);
  });

  it('doesn’t have Cognito asked again and again', async () => {
    rejects = () => true;
    for (let time = 0; time < 5; time += 1) expectRejected(await alice.call('GET /api/x'));
    expectRejected(await alice.call('POST /api/y', ['Content-Length: 2'], 'ok'));
    expect([calls.length, refreshes()]).toEqual([7, 1]);

    rejects = () => false;
    expect((await alice.call('GET /api/x')).status).toBe(200);
    expect(refreshes()).toBe(1);
  });

  it('is refreshed again once it is another, with age', async () => {
    rejects = () => true;
    expectRejected(await alice.call('GET /api/x'));
    letPass(OVER_MS);
    rejects = () => false;
    expect((await alice.call('GET /api/x')).status).toBe(200);
    expect(refreshes()).toBe(2);
    rejects = only(issued());
    expect((await alice.call('GET /api/x')).status).toBe(200);
    expect(refreshes()).toBe(3);
  });

  it('is refreshed once for all who have it', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => alice.call('GET /api/x')));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(refreshes()).toBe(1);
  });

  it('is not refreshed anew for who hears of it late', async () => {
    const late = new Gate();
    upstream.script = async (exchange) => {
      if (
        exchange.startLine.includes('/late') &&
        !calls.some(({ line }) => line.includes('/late'))
      ) {
        calls.push({ line: exchange.startLine, token: issued(), body: '' });
        await late.pass();
        return exchange.write(UNAUTHORIZED);
      }
      return judge(exchange);
    };
    const answer = alice.call('GET /api/late');
    await late.reached;
    expect((await alice.call('GET /api/x')).status).toBe(200);
    late.open();
    expect((await answer).status).toBe(200);
    expect(refreshes()).toBe(1);
    expect(calls.at(-1)).toMatchObject({ line: 'GET /stage/late HTTP/1.1', token: issued() });
  });

  it('ends the session where Cognito doesn’t refresh it', async () => {
    world.provider.failToken(400, 'invalid_grant');
    const answer = await alice.call('GET /api/x');
    expect(answer.status).toBe(401);
    expect(answer.json()).toMatchObject({ code: 'not_signed_in' });
    expect(answer.header('www-authenticate')).toBeUndefined();
    expect(answer.header('set-cookie')).toBeUndefined(); // the cookie says later that a session has ended
    expect(world.eventsNamed('session.ended')).toMatchObject([
      { name: 'session.ended', sub: admin.sub, reason: 'refresh_rejected' },
    ]);
    expect((await alice.browser.fetch('/auth/session')).status).toBe(401);
    expect(calls).toHaveLength(1);
  });

  it.each([
    ['can’t be reached', () => world.provider.stop(), () => world.provider.restart()],
    ['fails', async () => world.provider.failToken(500, 'x'), async () => undefined],
  ])('keeps the session where Cognito %s, and is refreshed later', async (_name, fail, mend) => {
    await fail();
    const answer = await alice.call('GET /api/x');
    await mend();
    expect(answer.status).toBe(503);
    expect(Number(answer.header('retry-after'))).toBeGreaterThan(0);
    expect(answer.json()).toMatchObject({ code: 'provider_unavailable' });
    expect(answer.header('set-cookie')).toBeUndefined();
    expect(calls).toHaveLength(1);
    expect((await alice.call('GET /api/x')).status).toBe(503); // it is remembered for a while
    world.forgetFailures();
    expect((await alice.call('GET /api/x')).status).toBe(200);
  });

  it('revives nobody who has signed out meanwhile', async () => {
    const held = new Gate();
    upstream.script = async ({ write }) => {
      await held.pass();
      write(UNAUTHORIZED);
    };
    const answer = alice.call('GET /api/x');
    await held.reached;
    await alice.browser.submit('/auth/logout');
    world.provider.calls.token.length = 0;
    held.open();
    expect((await answer).status).toBe(401);
    expect(refreshes()).toBe(0);
    expect((await alice.browser.fetch('/auth/session')).status).toBe(401);
  });

  it.each([
    ['never ends', 'HTTP/1.1 401 No\r\nContent-Length: 999999\r\n\r\nbegun'],
    [
      'comes in endless chunks',
      'HTTP/1.1 401 No\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nbegun\r\n',
    ],
    ['is nowhere to be seen', 'HTTP/1.1 401 No\r\n\r\n'],
    ['is large', `HTTP/1.1 401 No\r\nContent-Length: 1000000\r\n\r\n${'x'.repeat(1_000_000)}`],
  ])('is replaced though the content of the 401 %s', async (_name, unauthorized) => {
    upstream.script = async (exchange) => {
      const { fields } = await exchange.whole;
      const token = new Map(fields).get('authorization')?.replace('Bearer ', '') ?? '';
      exchange.write(rejects(token) ? unauthorized : OK);
    };
    const answer = await alice.call('GET /api/x');
    expect([answer.status, answer.text]).toEqual([200, 'ok']);
  });

  it('lets a client go that has gone meanwhile', async () => {
    const refresh = world.provider.holdToken('asked');
    const client = await alice.connect();
    client.send(alice.request('GET /api/x'));
    await refresh.reached;
    client.leave();
    refresh.open();
    expect((await alice.call('GET /api/y')).status).toBe(200);
    expect(refreshes()).toBe(1);
  });

  it('is no matter of the status alone: what a 403 says is passed on', async () => {
    upstream.script = async ({ whole, write }) => {
      await whole;
      write('HTTP/1.1 403 Forbidden\r\nContent-Length: 23\r\n\r\n{"message":"Forbidden"}');
    };
    const answer = await alice.call('GET /api/x');
    expect([answer.status, answer.text]).toEqual([403, '{"message":"Forbidden"}']);
    expect(refreshes()).toBe(0);
  });
});

const only = (rejected: string) => (token: string) => token === rejected;

function expectRejected({ status, header, text, json }: RawAnswer): void {
  expect(status).toBe(502);
  expect(json()).toMatchObject({ status: 502, code: 'upstream_rejected_token' });
  expect(header('www-authenticate')).toBeUndefined();
  expect(text).not.toContain('Unauthorized');
}

function bytes(length: number): string {
  return Buffer.from(Array.from({ length }, (_, index) => index % 256)).toString('latin1');
}
