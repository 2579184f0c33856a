import { Caller } from '../support/caller.js';
import { bob as user } from '../support/cognito-shapes.js';
import { eventually } from '../support/eventually.js';
import { RawClient } from '../support/raw-client.js';
import { type Exchange, OK, RawUpstream } from '../support/raw-upstream.js';
import { SessionServer } from '../support/session-server.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { World } from '../support/world.js';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'];

describe('who may call the API', () => {
  let store: SessionServer;
  let network: TcpProxy;
  let upstream: RawUpstream;
  let world: World;
  let alice: Caller;

  beforeAll(async () => {
    store = await SessionServer.start();
    network = await TcpProxy.start(store.address);
    upstream = await RawUpstream.start();
    world = await World.start({ API_URL: upstream.url, REDIS_URL: network.url });
    await storeIsReachable();
  });
  afterAll(async () => {
    await world.stop();
    await upstream.stop();
    await network.cut();
    await store.remove();
  });
  beforeEach(async () => {
    upstream.reset();
    alice = await Caller.signIn(world);
  });

  const storeIsReachable = () =>
    eventually(async () =>
      (await world.browser().program('/health/ready')).body.includes('"session_store":"up"'),
    );
  const send = async (method: string, fields: string[]) => {
    const client = await RawClient.connect(world.origin);
    client.send([`${method} /api/x HTTP/1.1`, 'Host: localhost', ...fields, '', ''].join('\r\n'));
    const answer = await client.answer(method);
    client.leave();
    return answer;
  };
  const cookie = () => alice.identity.find((line) => line.startsWith('Cookie')) ?? '';

  it.each(METHODS)('nobody who isn’t signed in: %s', async (method) => {
    for (const fields of [[], ['Cookie: session=forged'], [`${cookie()}x`]]) {
      const answer = await send(method, ['Sec-Fetch-Site: same-origin', ...fields]);
      expect(answer.status).toBe(401);
      expect(answer.header('content-type')).toContain('application/problem+json');
      expect(answer.text).toContain(method === 'HEAD' ? '' : '"code":"not_signed_in"');
    }
    expect(upstream.connections).toBe(0);
  });

  // Design §6: on all of /api, for every method, since a GET carries the cookie too
  describe.each(METHODS)('no page of another site: %s', (method) => {
    it.each([
      ['which says so', ['Sec-Fetch-Site: cross-site']],
      ['which is of another subdomain', ['Sec-Fetch-Site: same-site']],
      ['which nobody knows: a typed address', ['Sec-Fetch-Site: none']],
      ['which says so in an older browser', ['Origin: https://evil.example']],
      ['which hides', ['Origin: null']],
      ['which says nothing at all', []],
      ['which says two things', ['Sec-Fetch-Site: same-origin', 'Sec-Fetch-Site: cross-site']],
      ['which adds the header that programs use', ['Sec-Fetch-Site: cross-site', 'X-CSRF: 1']],
    ])('%s', async (_name, fields) => {
      const answer = await send(method, [cookie(), ...fields]);
      expect(answer.status).toBe(403);
      expect(answer.text).toContain(method === 'HEAD' ? '' : '"code":"cross_origin"');
      expect(upstream.connections).toBe(0);
    });
  });

  it('nobody, while the session store is down; and all is well after', async () => {
    await network.cut();
    for (const method of ['GET', 'POST', 'DELETE']) {
      const answer = await alice.call(`${method} /api/x`, ['Content-Length: 2'], 'ok');
      expect(answer.status).toBe(503);
      expect(Number(answer.header('retry-after'))).toBeGreaterThan(0);
      expect(answer.json()).toMatchObject({ code: 'session_store_unavailable' });
      expect(answer.header('set-cookie')).toBeUndefined();
    }
    expect(upstream.connections).toBe(0);
    await network.mend();
    await storeIsReachable();
    expect((await alice.call('GET /api/x')).status).toBe(200);
  });

  it('each with their own token on one connection, one after the other', async () => {
    const bob = await Caller.signIn(world, user);
    upstream.script = async ({ whole, write }) => {
      const { fields } = await whole;
      const [, claims = ''] = (new Map(fields).get('authorization') ?? '').split('.');
      const { username }: { username: string } = JSON.parse(
        Buffer.from(claims, 'base64url').toString(),
      );
      write(`HTTP/1.1 200 OK\r\nContent-Length: ${username.length}\r\n\r\n${username}`);
    };
    const client = await RawClient.connect(world.origin);
    client.send(
      alice.request('GET /api/x') + bob.request('GET /api/x') + alice.request('GET /api/x'),
    );
    const answers = [await client.answer(), await client.answer(), await client.answer()];
    expect(answers.map(({ text }) => text)).toEqual(['alice', 'bob', 'alice']);
  });

  it('who signs out during an upload may end it, and do no more', async () => {
    const begun = Promise.withResolvers<Exchange>();
    upstream.script = begun.resolve;
    const client = await alice.connect();
    client.send(alice.request('POST /api/x', ['Transfer-Encoding: chunked'], '5\r\nhello\r\n'));
    const { whole, write } = await begun.promise;
    const next = alice.request('GET /api/y');
    await alice.browser.submit('/auth/logout');
    client.send('0\r\n\r\n');
    await whole;
    write(OK);
    const answer = await client.answer();
    expect([answer.status, answer.header('set-cookie')]).toEqual([200, undefined]);

    client.send(next);
    expect((await client.answer()).status).toBe(401);
    expect(upstream.requests).toHaveLength(1);
  });
});
