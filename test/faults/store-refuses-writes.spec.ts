import { letPass, realTime } from '../support/clock.js';
import { eventually } from '../support/eventually.js';
import { SessionServer } from '../support/session-server.js';
import type { TestBrowser } from '../support/test-browser.js';
import { World } from '../support/world.js';

const OVER_MS = 301_000; // of the 300 s that a token lives

/** Each can be read and takes no new writes. What frees memory a full store still does. */
const faults: [
  name: string,
  signsOut: [status: number, cookies: number],
  begin: (store: SessionServer) => Promise<unknown>,
  end: (store: SessionServer) => Promise<unknown>,
][] = [
  [
    'is full',
    [303, 1],
    async (store) => {
      await store.command('CONFIG', 'SET', 'maxmemory-policy', 'noeviction');
      await store.command('CONFIG', 'SET', 'maxmemory', '1');
    },
    (store) => store.command('CONFIG', 'SET', 'maxmemory', '0'),
  ],
  [
    'is read-only: a replica',
    [503, 0],
    (store) => store.command('REPLICAOF', '127.0.0.1', '1'),
    (store) => store.command('REPLICAOF', 'NO', 'ONE'),
  ],
];

describe.each(faults)('while the session store %s', (_name, signsOut, begin, end) => {
  let store: SessionServer;
  let world: World;
  let browser: TestBrowser;

  beforeAll(async () => {
    store = await SessionServer.start();
    world = await World.start({ REDIS_URL: store.url });
    await storeIs('up');
  });
  afterAll(async () => {
    await world.stop();
    await store.remove();
  });
  beforeEach(async () => {
    await end(store);
    await storeIs('up');
    browser = world.browser();
    await browser.signIn();
    world.provider.calls.token.length = 0;
    await begin(store);
  });
  afterEach(realTime);

  const storeIs = (state: 'up' | 'down') =>
    eventually(async () => {
      const { body } = await world.browser().program('/health/ready');
      return body.includes(`"session_store":"${state}"`);
    });
  /** A write that was refused may cost the connection, and a moment. */
  const reads = (target: string) =>
    eventually(async () => (await browser.fetch(target)).status === 200);

  it('who is signed in goes on', async () => {
    for (let round = 0; round < 3; round += 1) {
      await reads('/auth/session');
      await reads('/api/hello');
      expect((await browser.navigate('/account/sessions')).status).toBe(200);
    }
    letPass(120_000); // so that its use is to be noted, which nobody waits for
    await reads('/api/hello');
  });

  it('nobody signs in, and no code is spent', async () => {
    const guest = world.browser();
    const { status, headers, body } = await guest.click('/auth/login');
    expect(status).toBe(503);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect(body).toContain('Nobody is signed out by this.');
    expect(guest.sessionCookie()).toBeUndefined();
    expect(world.provider.calls.token).toEqual([]);
    await end(store);
    await storeIs('up');
    await guest.signIn();
  });

  it('no token is refreshed that couldn’t be stored: 503 once it has ended, and then it goes on', async () => {
    letPass(OVER_MS);
    const { status, setCookies } = await browser.fetch('/api/hello');
    expect([status, setCookies]).toEqual([503, []]);
    expect(world.provider.calls.token).toEqual([]);
    await end(store);
    await storeIs('up');
    await reads('/api/hello');
    expect(world.provider.calls.token).toHaveLength(1);
  });

  it('signing out is told the truth', async () => {
    const signOut = () => browser.submit('/auth/logout', {}, { follow: false });
    const cookie = `session=${browser.cookie('session')}`;
    const { status, setCookies } = await signOut();
    expect([status, setCookies.length]).toEqual(signsOut);
    await end(store);
    await storeIs('up');
    expect((await signOut()).status).toBe(303);
    const shown = await world.browser().program('/auth/session', { headers: { cookie } });
    expect(shown.status).toBe(401);
  });
});
