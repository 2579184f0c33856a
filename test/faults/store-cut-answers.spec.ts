import { letPass, realTime } from '../support/clock.js';
import { alice } from '../support/cognito-shapes.js';
import { eventually } from '../support/eventually.js';
import { SessionServer } from '../support/session-server.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import type { TestBrowser } from '../support/test-browser.js';
import { World } from '../support/world.js';

const OVER_MS = 301_000; // of the 300 s that a token lives
/** The answer to a look at a session is shorter than this. */
const GLANCE_BYTES = 120;

describe('when an answer of the session store is cut off in the middle', () => {
  let store: SessionServer;
  let network: TcpProxy;
  let world: World;
  let browser: TestBrowser;

  beforeAll(async () => {
    store = await SessionServer.start();
    network = await TcpProxy.start(store.address);
    world = await World.start({ REDIS_URL: network.url });
  });
  afterAll(async () => {
    await world.stop();
    await network.cut();
    await store.remove();
  });
  beforeEach(async () => {
    await reachable();
    browser = world.browser();
    await browser.signIn();
    await browser.fetch('/api/hello');
    world.provider.calls.token.length = 0;
  });
  afterEach(realTime);

  const reachable = () =>
    eventually(async () => {
      const { body } = await world.browser().program('/health/ready');
      return body.includes('"session_store":"up"');
    });
  const signOut = () => browser.submit('/auth/logout', {}, { follow: false });

  it('wherever that is, the request gets 503 or what is true, and the next one is answered', async () => {
    const seen = new Set<string>();
    const ask = async () => {
      const { status, setCookies, body } = await browser.fetch('/auth/session');
      seen.add(`${status}, ${setCookies.length} cookies, ${body.includes(alice.sub)}`);
      return status;
    };
    for (let bytes = 0; bytes <= GLANCE_BYTES; bytes += 6) {
      network.cutAnswer(/HMGET[^]*session:\{/, bytes);
      await ask();
      await eventually(async () => (await ask()) === 200);
    }
    expect([...seen].toSorted()).toEqual(['200, 0 cookies, true', '503, 0 cookies, false']);
  });

  it('a login that has begun its session is refused, and begins anew where it is tried again', async () => {
    const guest = world.browser();
    const { location } = await guest.click('/auth/login?returnTo=/?again', { follow: false });
    const door = await guest.navigate(location?.href ?? '', { follow: false });
    network.cutAnswer(/EVAL[^]*session:\{/, 0);
    const refused = await guest.navigate(door.location?.href ?? '');
    expect([refused.status, guest.sessionCookie()]).toEqual([503, undefined]);
    await reachable();
    const answer = await guest.navigate(door.location?.href ?? '');
    expect([answer.status, answer.url.search]).toEqual([200, '?again']);
    expect((await guest.fetch('/auth/session')).status).toBe(200);
  });

  it('a refresh is stored again: its token is asked for once, and good', async () => {
    letPass(OVER_MS);
    network.cutAnswer(/EVAL[^]*session:\{/, 0);
    expect((await browser.fetch('/api/hello')).status).toBe(200);
    expect(world.provider.calls.token).toHaveLength(1);
    letPass(OVER_MS);
    expect((await browser.fetch('/api/hello')).status).toBe(200);
    expect(world.provider.calls.token).toHaveLength(2);
  });

  it('a logout says that it doesn’t know, and the session has ended', async () => {
    network.cutAnswer(/EVAL[^]*session:\{/, 0);
    const { status, setCookies } = await signOut();
    expect([status, setCookies]).toEqual([503, []]);
    await reachable();
    expect((await browser.fetch('/auth/session')).status).toBe(401);
    expect((await signOut()).status).toBe(303);
  });
});
