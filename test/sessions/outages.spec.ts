import { RequestFailed } from '../../src/http/failures/failure.js';
import type { SessionEngine } from '../../src/session/engine.js';
import { letPass, realTime } from '../support/clock.js';
import { BuiltProduct } from '../support/built-product.js';
import { engineWith } from '../support/engine-at.js';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/http-server.js';
import { alice } from '../support/cognito-shapes.js';
import { OpenIdProvider } from '../support/openid-provider.js';
import { SessionCluster, SessionServer } from '../support/session-server.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { TestBrowser } from '../support/test-browser.js';
import { UpstreamApi } from '../support/upstream-api.js';
import { environmentFor, World } from '../support/world.js';

/** A command ends after two seconds; the rest is the request around it. */
const ANSWERED_MS = 2_500;
const OVER_MS = 301_000; // of the 300 s that a token lives

async function timed<T>(call: () => Promise<T>): Promise<[T, number]> {
  const started = process.hrtime.bigint();
  const answer = await call();
  return [answer, Number((process.hrtime.bigint() - started) / 1_000_000n)];
}

// oauth2-proxy 2503, express-openid-connect 620: a store error must sign nobody out.
describe('while the session store can’t be reached', () => {
  let store: SessionServer;
  let network: TcpProxy;
  let world: World;
  let browser: TestBrowser;

  beforeAll(async () => {
    store = await SessionServer.start();
    network = await TcpProxy.start(store.address);
    world = await World.start({ REDIS_URL: network.url });
    await isReachable();
  });
  afterAll(async () => {
    await world.stop();
    await network.cut();
    await store.remove();
  });
  beforeEach(async () => {
    browser = world.browser();
    await browser.signIn();
    await browser.fetch('/api/hello'); // from now on the keys of Cognito are known
    world.provider.calls.token.length = 0;
    world.provider.calls.revoke.length = 0;
  });
  afterEach(realTime);

  const readiness = async () => (await world.browser().program('/health/ready')).json();
  const isStore = async (state: 'up' | 'down') =>
    JSON.stringify(await readiness()).includes(`"session_store":"${state}"`);
  const storeIs = (state: 'up' | 'down') => eventually(() => isStore(state));
  const isReachable = () => storeIs('up');

  const outages: [name: string, begin: () => unknown, end: () => unknown][] = [
    ['killed, and later restarted', () => store.stop(), () => store.start()],
    ['paused', () => store.pause(), () => store.resume()],
    ['cut off', () => network.cut(), () => network.mend()],
    ['out of sight: what is sent is lost', () => network.swallow(), () => network.mend()],
    ['too slow to be of use', () => network.delay(5_000), () => network.mend()],
  ];

  describe.each(outages)('for it was %s', (_name, begin, end) => {
    beforeEach(async () => {
      await begin();
    });
    // What a test that failed left broken must not break the next.
    afterEach(async () => {
      await network.mend();
      if (!(await isStore('up'))) await end();
      await isReachable();
    });

    const requests: [name: string, send: () => ReturnType<TestBrowser['fetch']>][] = [
      ['a script', () => browser.fetch('/api/hello')],
      ['the session endpoint', () => browser.fetch('/auth/session')],
      ['a page', () => browser.navigate('/')],
      ['a fragment', () => browser.htmx('/example')],
      ['a sign-out', () => browser.submit('/auth/logout', {}, { follow: false })],
      ['a sign-in', () => browser.navigate('/auth/login', { follow: false })],
    ];

    it('answers 503 in time, signs nobody out, and goes on by itself afterwards', async () => {
      for (const round of ['at once', 'and again']) {
        const answers = await Promise.all(
          requests.map(async ([name, send]) => ({ name, answer: await timed(send) })),
        );
        for (const { name, answer } of answers) {
          const [{ status, headers, setCookies }, ms] = answer;
          expect([round, name, status, setCookies]).toEqual([round, name, 503, []]);
          expect(Number(headers['retry-after'])).toBeGreaterThan(0);
          expect(ms).toBeLessThan(ANSWERED_MS);
        }
      }

      const stranger = world.browser();
      for (const target of ['/', '/health/live', '/auth/login']) {
        const [{ status }, ms] = await timed(() => stranger.navigate(target, { follow: false }));
        expect([target, status]).toEqual([target, target === '/auth/login' ? 302 : 200]);
        expect(ms).toBeLessThan(500);
      }
      const ready = await stranger.program('/health/ready');
      expect(ready.status).toBe(200);
      expect(ready.json()).toMatchObject({ dependencies: { session_store: 'down' } });

      await end();
      expect(await isReachable()).toBeLessThan(5_000);
      expect((await browser.fetch('/api/hello')).status).toBe(200);
      expect((await browser.submit('/auth/logout', {}, { follow: false })).status).toBe(303);
    });
  });

  it('keeps a rotated refresh token until the store is back to take it', async () => {
    letPass(OVER_MS);
    const gate = world.provider.holdToken('answered');
    const call = browser.fetch('/api/hello');
    await gate.reached;
    await store.stop();
    await storeIs('down');
    gate.open();
    await store.start();
    const { status } = await call;
    expect(status).toBe(200);
    expect((await browser.fetch('/api/hello')).status).toBe(200);
    expect(world.provider.calls.token).toHaveLength(1);
    await browser.submit('/auth/logout', {}, { follow: false });
    const newest = world.provider.issued.at(-1)?.refresh_token;
    await eventually(async () => world.provider.calls.revoke.length > 0);
    expect(world.provider.calls.revoke.map((form) => form.get('token'))).toEqual([newest]);
  });

  it('lets a login wait: no cookie, nothing used up, and it goes on when the store is back', async () => {
    const guest = world.browser();
    const { location } = await guest.click('/auth/login?returnTo=/?waited', { follow: false });
    const door = await guest.navigate(location?.href ?? '', { follow: false });
    await network.cut();
    const callback = door.location?.href ?? '';
    const answer = await guest.navigate(callback);
    expect([answer.status, answer.setCookies]).toEqual([503, []]);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(answer.body).not.toContain('You are still signed in');
    await network.mend();
    await isReachable();
    expect((await guest.navigate(callback)).url.search).toBe('?waited');
    expect(guest.sessionCookie()).toBeDefined();
  });

  it('stands a connection that breaks again and again', async () => {
    for (let round = 0; round < 20; round += 1) {
      const calls = Array.from({ length: 5 }, () => browser.fetch('/auth/session'));
      network.hangUp();
      for (const { status, setCookies } of await Promise.all(calls)) {
        expect([200, 503]).toContain(status);
        expect(setCookies).toEqual([]);
      }
    }
    await isReachable();
    expect((await browser.fetch('/auth/session')).status).toBe(200);
  });

  it('only waits where the store is slow', async () => {
    network.delay(150);
    expect((await browser.fetch('/api/hello')).status).toBe(200);
    await network.mend();
  });

  it('counts sessions as ended that the store has lost, and starts new ones', async () => {
    await store.flush();
    expect((await browser.fetch('/auth/session')).status).toBe(401);
    expect((await browser.navigate('/')).body).toContain('Sign in');
    await browser.signIn();
    expect((await browser.navigate('/')).body).toContain(alice.email);
  });
});

describe('while one node of a cluster can’t be reached', () => {
  let cluster: SessionCluster;
  let engine: SessionEngine;

  beforeAll(async () => {
    cluster = await SessionCluster.start();
    engine = await engineWith({ REDIS_URL: cluster.url, REDIS_CLUSTER: 'true' });
  });
  afterAll(async () => {
    engine.close();
    await cluster.remove();
  });

  const outages: [
    name: string,
    begin: (node: SessionServer) => unknown,
    end: (node: SessionServer) => unknown,
  ][] = [
    ['killed, and later restarted', (node) => node.stop(), (node) => node.start()],
    ['paused', (node) => node.pause(), (node) => node.resume()],
  ];
  it.each(outages)(
    'for it was %s: answers in time, and has all again',
    async (_name, begin, end) => {
      const keys = Array.from({ length: 30 }, (_, index) => `session:{${index}}`);
      const part = Buffer.from('a part');
      const stored = { session: part, tokens: part, version: part, seen: part };
      await Promise.all(keys.map((key) => engine.create(key, stored, 600_000)));
      const read = () =>
        Promise.all(
          keys.map((key) => timed(() => engine.read(key).catch((error: unknown) => error))),
        );

      const [, lost] = cluster.nodes;
      if (!lost) throw new Error('The cluster has no second node');
      await begin(lost);
      for (const [answer, ms] of await read()) {
        const told = answer instanceof RequestFailed ? answer.code : answer;
        expect(['session_store_unavailable', stored]).toContainEqual(told);
        expect(ms).toBeLessThan(ANSWERED_MS);
      }
      await end(lost);
      await eventually(async () => (await read()).every(([answer]) => !(answer instanceof Error)));
      expect((await read()).map(([answer]) => answer)).toEqual(keys.map(() => stored));
    },
  );
});

describe('a process that starts without its store', () => {
  it('serves strangers, gets no traffic until it has reached it, and then stays in service', async () => {
    const [provider, api, port] = await Promise.all([
      OpenIdProvider.start(),
      UpstreamApi.start(),
      freePort(),
    ]);
    const store = await SessionServer.start();
    await store.stop();
    const origin = `http://localhost:${port}`;
    provider.register(origin);
    const environment = { ...environmentFor(provider, api, port), REDIS_URL: store.url };
    const product = new BuiltProduct(environment);
    const browser = new TestBrowser(origin);
    const readiness = async () => {
      const { status, json } = await new TestBrowser(origin).program('/health/ready');
      return [status, json()];
    };
    const down = { dependencies: { session_store: 'down' } };
    try {
      await product.answers(`${origin}/health/live`);
      expect((await browser.navigate('/')).status).toBe(200);
      expect(await readiness()).toMatchObject([503, down]);

      await store.start();
      await eventually(async () => (await readiness())[0] === 200);
      await browser.signIn();

      for (let round = 0; round < 2; round += 1) {
        await store.stop();
        await eventually(async () => (await browser.fetch('/auth/session')).status === 503);
        expect(await readiness()).toMatchObject([200, down]);
        await store.start();
        await eventually(async () => (await browser.fetch('/auth/session')).status === 200);
      }
      expect(await product.stop()).toBe(0);
    } finally {
      await product.stop('SIGKILL');
      await Promise.all([provider.stop(), api.stop(), store.remove()]);
    }
  });
});
