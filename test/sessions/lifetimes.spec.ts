import { letPass, realTime } from '../support/clock.js';
import { eventually } from '../support/eventually.js';
import { SessionServer } from '../support/session-server.js';
import type { TestBrowser } from '../support/test-browser.js';
import { World } from '../support/world.js';

const MINUTE = 60_000;
const IDLE_MS = 30 * MINUTE;
const MAX_MS = 8 * 60 * MINUTE;
const DAY_MS = 24 * 60 * MINUTE;
/** Clocks are read one after the other, and a cookie knows whole seconds. */
const NEAR_MS = 2_000;

const stores: [name: string, start: () => Promise<SessionServer | undefined>][] = [
  ['in memory', async () => undefined],
  ['in a store', () => SessionServer.start()],
];

const distance = (one: number, other: number) => Math.abs(one - other);
const namesOf = (commands: string[]) => commands.map((command) => command.split('"')[1]);

/** Starts a process over the store, once it has reached it. */
async function worldOver(store: SessionServer | undefined): Promise<World> {
  const world = await World.start(store ? { REDIS_URL: store.url } : {});
  await eventually(async () => (await world.browser().program('/health/ready')).status === 200);
  return world;
}

// ASVS 5, 7.3.1 and 7.3.2: an idle and an absolute end, both on the server.
describe.each(stores)('the life of a session %s', (_name, start) => {
  let store: SessionServer | undefined;
  let world: World;
  let browser: TestBrowser;

  beforeAll(async () => {
    store = await start();
    world = await worldOver(store);
  });
  afterAll(async () => {
    await world.stop();
    await store?.remove();
  });
  beforeEach(async () => {
    browser = world.browser();
    await browser.signIn();
  });
  afterEach(realTime);

  /** A request like any other, that counts as use. */
  const use = async () => (await browser.fetch('/api/hello')).status;
  const ends = async () => {
    const { status, json } = await browser.fetch('/auth/session');
    const body = json();
    if (typeof body !== 'object' || body === null) throw new TypeError('The session is no object');
    const at = (name: string) => Date.parse(String(Reflect.get(body, name)));
    return { status, expiresAt: at('expiresAt'), idleExpiresAt: at('idleExpiresAt') };
  };

  it('ends after half an hour that nobody uses it, and not before', async () => {
    letPass(IDLE_MS - MINUTE);
    expect(await use()).toBe(200);
    letPass(IDLE_MS - MINUTE);
    expect(await use()).toBe(200);
    letPass(IDLE_MS + 1);
    expect(await use()).toBe(401);
  });

  it('ends after eight hours, however it is used', async () => {
    for (let passed = 0; passed < MAX_MS - MINUTE; passed += 20 * MINUTE) {
      expect(await use()).toBe(200);
      letPass(20 * MINUTE);
    }
    expect(await use()).toBe(401);
  });

  it('is over for the server a day before the browser forgets its cookie', async () => {
    const { expiresAt } = await ends();
    expect(distance(expiresAt, Date.now() + MAX_MS)).toBeLessThan(NEAR_MS);
    const cookie = browser.sessionCookie();
    const cookieEnd =
      cookie?.maxAge === undefined ? cookie?.expires?.getTime() : Date.now() + cookie.maxAge * 1000;
    expect(distance(cookieEnd ?? 0, expiresAt + DAY_MS)).toBeLessThan(NEAR_MS);
  });

  it('says when it will end, and use moves the idle end alone', async () => {
    const first = await ends();
    expect(distance(first.idleExpiresAt, Date.now() + IDLE_MS)).toBeLessThan(NEAR_MS);
    letPass(10 * MINUTE);
    expect((await ends()).idleExpiresAt).toBe(first.idleExpiresAt);
    await use();
    const second = await ends();
    expect(distance(second.idleExpiresAt, Date.now() + IDLE_MS)).toBeLessThan(NEAR_MS);
    expect(second.expiresAt).toBe(first.expiresAt);
  });

  it('is idle until its absolute end at most', async () => {
    for (let passed = 0; passed < MAX_MS - 20 * MINUTE; passed += 20 * MINUTE) {
      await use();
      letPass(20 * MINUTE);
    }
    await use();
    const { expiresAt, idleExpiresAt } = await ends();
    expect(idleExpiresAt).toBe(expiresAt);
  });

  it('gives no new cookie for being used', async () => {
    letPass(10 * MINUTE);
    expect((await browser.fetch('/api/hello')).setCookies).toEqual([]);
    expect((await browser.navigate('/')).setCookies).toEqual([]);
  });
});

describe('what a request costs the session store', () => {
  let store: SessionServer;
  let world: World;
  let browser: TestBrowser;

  beforeAll(async () => {
    store = await SessionServer.start();
    world = await worldOver(store);
  });
  afterAll(async () => {
    await world.stop();
    await store.remove();
  });
  beforeEach(async () => {
    await store.flush();
    browser = world.browser();
    await browser.signIn();
  });
  afterEach(realTime);

  const many = () => Promise.all(Array.from({ length: 10 }, () => browser.fetch('/api/hello')));
  const timesLeft = async () =>
    Promise.all(
      (await store.keys()).map(async (key): Promise<[string, number]> => [
        key.replace(/:.*/, ''),
        Number(await store.command('PTTL', key)),
      ]),
    );

  const requests: [name: string, send: () => Promise<unknown>][] = [
    ['a call of the API', () => browser.fetch('/api/hello')],
    ['the home page', () => browser.navigate('/')],
    ['a fragment', () => browser.htmx('/example')],
    ['a look at the session', () => browser.fetch('/auth/session')],
  ];
  it.each(requests)('is one round trip: %s', async (_name, send) => {
    expect(namesOf(await store.commandsOf(send))).toEqual(['HMGET']);
  });

  it('is one more for what is counted by address', async () => {
    for (const [visitor, expected] of [
      [browser, ['HMGET', 'EVAL']],
      [world.browser(), ['EVAL']],
    ] as const) {
      const login = () => visitor.navigate('/auth/login', { follow: false });
      expect(namesOf(await store.commandsOf(login))).toEqual(expected);
    }
  });

  const free: [name: string, send: () => Promise<unknown>][] = [
    ['a stranger’s page', () => world.browser().navigate('/')],
    ['a stranger’s call', () => world.browser().fetch('/api/hello')],
    ['a forged cookie', () => withCookie('s%3Aforged.signature')],
    ['whether it is alive', () => world.browser().program('/health/live')],
  ];
  const withCookie = (value: string) =>
    world.browser().program('/', { headers: { cookie: `session=${value}` } });
  it.each(free)('is nothing for %s', async (_name, send) => {
    expect(await store.commandsOf(send)).toEqual([]);
  });

  it('is one write a minute for being used, however often', async () => {
    expect(new Set(namesOf(await store.commandsOf(many)))).toEqual(new Set(['HMGET']));
    letPass(61_000);
    const once = await store.commandsOf(() => browser.fetch('/api/hello'));
    expect(namesOf(once)).toEqual(['HMGET', 'EVAL']);
    expect(new Set(namesOf(await store.commandsOf(many)))).toEqual(new Set(['HMGET']));
  });

  it('ends in the store by itself: every key has its time', async () => {
    const times = Object.fromEntries(await timesLeft());
    expect(Object.keys(times).toSorted()).toEqual(['attempt', 'limit', 'session', 'user']);
    expect(times['attempt']).toBeLessThanOrEqual(1_200_000);
    expect(times['limit']).toBeGreaterThan(0);
    expect(times['limit']).toBeLessThanOrEqual(MINUTE);
    expect(times['session']).toBeGreaterThan(IDLE_MS - NEAR_MS);
    expect(times['session']).toBeLessThanOrEqual(IDLE_MS);
    expect(times['user']).toBeGreaterThan(MAX_MS - NEAR_MS);
    expect(times['user']).toBeLessThanOrEqual(MAX_MS);
  });
});
