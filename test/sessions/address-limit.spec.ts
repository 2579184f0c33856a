import type { Express } from 'express';
import { letPass, realTime } from '../support/clock.js';
import { eventually } from '../support/eventually.js';
import { Fleet } from '../support/fleet.js';
import { SessionServer } from '../support/session-server.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import type { TestBrowser } from '../support/test-browser.js';
import { World } from '../support/world.js';

const LIMIT = 60; // a minute
const OTHER_SITE = 'https://other.example';

/** A request that a limit lets through, and one that costs the product little. */
const ask = async (browser: TestBrowser) =>
  (await browser.navigate('/auth/login', { follow: false })).status;

async function useUp(browser: TestBrowser, count = LIMIT): Promise<number[]> {
  return Promise.all(Array.from({ length: count }, () => ask(browser)));
}

/** What a request of a browser carries in a header of its own. */
function from(world: World, address: string): TestBrowser {
  const browser = world.browser();
  browser.address = address;
  return browser;
}

describe('what one address may ask of /auth in a minute', () => {
  let world: World;
  let browser: TestBrowser;

  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.stop());
  beforeEach(() => {
    browser = world.browser();
    world.events.length = 0;
  });
  afterEach(realTime);

  it('is sixty requests; then it is told when to come back', async () => {
    expect(new Set(await useUp(browser))).toEqual(new Set([302]));
    letPass(20_000);
    const { status, headers } = await browser.navigate('/auth/login', { follow: false });
    expect(status).toBe(429);
    const seconds = Number(headers['retry-after']);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(40);
    letPass(seconds * 1000);
    expect(await ask(browser)).toBe(302);
  });

  it('is told to each in its own way', async () => {
    await useUp(browser);
    const page = await browser.navigate('/auth/login', { follow: false });
    expect(page.headers['content-type']).toContain('text/html');
    expect(page.body).toContain('<h1>That was too much at once</h1>');
    const fragment = await browser.htmx('/auth/login');
    expect(fragment.status).toBe(429);
    expect(fragment.body).not.toContain('<html');
    const problem = await browser.program('/auth/login');
    expect(problem.headers['content-type']).toContain('application/problem+json');
    expect(problem.json()).toMatchObject({ status: 429, code: 'too_many_requests' });
    for (const { headers } of [page, fragment, problem]) {
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    }
  });

  it('is written into the audit trail once in each window', async () => {
    await useUp(browser, LIMIT + 20);
    expect(world.eventsNamed('request.refused')).toMatchObject([
      { reason: 'too_many_requests', method: 'GET', path: '/auth/login' },
    ]);
    letPass(60_000);
    await useUp(browser, LIMIT + 20);
    expect(world.eventsNamed('request.refused')).toHaveLength(2);
  });

  it('holds on every route there, and whoever adds one need not think of it', async () => {
    await useUp(browser);
    const routes = routesOf(world).filter(([, path]) => path.startsWith('/auth/'));
    expect(routes.length).toBeGreaterThanOrEqual(5);
    for (const [method, path] of routes) {
      const headers = { 'x-csrf': '1' };
      const { status } = await browser.program(path, { method, headers });
      expect([method, path, status]).toEqual([method, path, path === '/auth/session' ? 401 : 429]);
    }
  });

  it.each(['/', '/example', '/api/hello', '/auth/session', '/health/ready', '/auth/no-such-page'])(
    'doesn’t count %s',
    async (target) => {
      await useUp(browser);
      expect((await browser.navigate(target, { follow: false })).status).not.toBe(429);
      const other = world.browser();
      for (let round = 0; round < LIMIT + 5; round += 1) await other.fetch(target);
      expect(await ask(other)).toBe(302);
    },
  );

  it.each([
    '/AUTH/login',
    '/auth/login/',
    '/auth/LogIn?x=/auth/session',
    '/auth/login?/auth/session',
    '//auth/login',
    '/auth//login',
    '/auth/./login',
    '/auth/session/../login',
    '/auth/%6Cogin',
    '/%61uth/login',
    '/auth/login;/auth/session',
    '/auth/login%3Fx',
  ])('isn’t got by with another spelling: %s', async (target) => {
    await useUp(browser);
    expect([404, 429]).toContain((await browser.program(target)).status);
    expect([404, 429]).toContain((await browser.program(target, { method: 'HEAD' })).status);
  });

  it('isn’t used up by what other sites send in the person’s name', async () => {
    for (let round = 0; round < LIMIT + 5; round += 1) {
      const { status } = await browser.submit('/auth/logout', {}, { from: OTHER_SITE });
      expect(status).toBe(403);
    }
    expect(await ask(browser)).toBe(302);
  });

  const together: [name: string, one: string, other: string][] = [
    ['an address with its port and without', '203.0.113.7', '203.0.113.7:51234'],
    ['an address and the same within IPv6', '203.0.113.8', '::ffff:203.0.113.8'],
    ['two of one /64', '2001:db8:1:1::1', '2001:db8:1:1:ffff::2'],
    ['two spellings', '2001:db8:1:2::1', '[2001:DB8:1:2:0:0:0:1]:443'],
    [
      'a proxy’s last word and what a client wrote before it',
      '203.0.113.9',
      '10.1.2.3, 203.0.113.9',
    ],
    ['two that are no addresses', 'unknown', '_hidden'],
  ];
  it.each(together)('is shared by %s', async (_name, one, other) => {
    await useUp(from(world, one));
    expect(await ask(from(world, other))).toBe(429);
  });

  it.each([
    ['two addresses', '203.0.113.20', '203.0.113.21'],
    ['two neighbours of IPv6', '2001:db8:2:1::1', '2001:db8:2:2::1'],
    ['two that have the same proxy', '10.0.0.1, 203.0.113.30', '10.0.0.1, 203.0.113.31'],
  ])('isn’t shared by %s', async (_name, one, other) => {
    await useUp(from(world, one));
    expect(await ask(from(world, other))).toBe(302);
  });
});

/** What Express knows, whoever put it there. */
function routesOf(world: World): [method: string, path: string][] {
  const express: Express = world.app.getHttpAdapter().getInstance();
  const { stack } = express.router;
  return stack.flatMap(({ route }) =>
    (route?.stack ?? []).map(({ method }): [string, string] => [
      method.toUpperCase(),
      String(route?.path),
    ]),
  );
}

describe('the limit of an address over several processes', () => {
  let fleet: Fleet;

  beforeAll(async () => {
    fleet = await Fleet.start(2);
    for (const { origin } of fleet.members) {
      await eventually(async () => (await fetch(`${origin}/health/ready`)).status === 200);
    }
  });
  afterAll(() => fleet.stop());

  it('is one for all, audited once, and the store learns no address', async () => {
    const [one, other] = [fleet.browser(0), fleet.browser(1)];
    other.address = one.address;
    await useUp(one, LIMIT / 2);
    await useUp(other, LIMIT / 2);
    expect([await ask(one), await ask(other), await ask(one)]).toEqual([429, 429, 429]);
    await eventually(async () => fleet.eventsNamed('request.refused').length > 0);
    expect(fleet.eventsNamed('request.refused')).toHaveLength(1);

    const counters = (await fleet.store.keys()).filter((key) => key.startsWith('limit:'));
    expect(counters).toHaveLength(1);
    const left = Number(await fleet.store.command('PTTL', counters[0] ?? ''));
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(60_000);
    expect(JSON.stringify([...(await fleet.store.dump())])).not.toContain(one.address);
  });
});

describe('the limit of an address while the store can’t be reached', () => {
  let store: SessionServer;
  let network: TcpProxy;
  let world: World;

  beforeAll(async () => {
    store = await SessionServer.start();
    network = await TcpProxy.start(store.address);
    world = await World.start({ REDIS_URL: network.url });
    await eventually(async () => (await world.browser().program('/health/ready')).status === 200);
  });
  afterAll(async () => {
    await world.stop();
    await network.cut();
    await store.remove();
  });
  afterEach(() => network.mend());

  it('is audited once though the shared count was behind that of the process', async () => {
    const browser = world.browser();
    await useUp(browser, LIMIT - 10);
    await store.command('FLUSHALL');
    await useUp(browser, 20);
    await network.cut();
    world.events.length = 0;
    expect([await ask(browser), await ask(browser)]).toEqual([429, 429]);
    expect(world.eventsNamed('request.refused')).toHaveLength(1);
  });

  const outages: [name: string, begin: () => unknown][] = [
    ['cut off', () => network.cut()],
    ['too slow', () => network.delay(5_000)],
  ];
  it.each(outages)('goes on in each process: it is %s', async (_name, begin) => {
    const browser = world.browser();
    expect(new Set(await useUp(browser, LIMIT / 2))).toEqual(new Set([302]));
    await begin();
    expect(new Set(await useUp(browser, LIMIT / 2))).toEqual(new Set([302]));
    expect(await ask(browser)).toBe(429);
    expect(await ask(world.browser())).toBe(302);
  });
});
