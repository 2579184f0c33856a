import { SessionIndex } from '../../src/session/session-index.js';
import { alice } from '../support/cognito-shapes.js';
import { eventually } from '../support/eventually.js';
import { RawClient } from '../support/raw-client.js';
import type { TestBrowser } from '../support/test-browser.js';
import { World } from '../support/world.js';

describe('a callback that is loaded again while it runs', () => {
  let world: World;
  let browser: TestBrowser;

  beforeEach(async () => {
    world = await World.start();
    browser = world.browser();
  });
  afterEach(() => world.stop());

  /** Signs in at Cognito and stops with the callback in hand. */
  const callbackOf = async (returnTo: string) => {
    const { location } = await browser.click(`/auth/login?returnTo=${returnTo}`, { follow: false });
    const door = await browser.navigate(location?.href ?? '', { follow: false });
    return door.location?.href ?? '';
  };
  /** A browser whose request can be broken off. */
  const load = async (target: string): Promise<RawClient> => {
    const { pathname, search } = new URL(target);
    const cookies = browser.cookies.all().map(({ name, value }) => `${name}=${value}`);
    const client = await RawClient.connect(world.origin);
    client.send(
      `GET ${pathname}${search} HTTP/1.1\r\nHost: localhost\r\nCookie: ${cookies.join('; ')}\r\n\r\n`,
    );
    return client;
  };
  const sessions = () => world.app.get(SessionIndex).list(alice.sub);

  it('begins anew by itself, and only the session that the browser got is left', async () => {
    const callback = await callbackOf('/?wanted');
    const gate = world.provider.holdToken('asked');
    const first = await load(callback);
    await gate.reached;
    first.leave(); // the person loads the page again

    const again = browser.navigate(callback);
    const { location } = (await again).before[0] ?? {};
    expect(location?.pathname).toBe('/oauth2/authorize');
    gate.open();
    expect((await again).url.search).toBe('?wanted');
    expect((await browser.fetch('/auth/session')).status).toBe(200);
    await eventually(async () => world.eventsNamed('session.ended').length === 1);
    expect(world.eventsNamed('session.ended')).toMatchObject([{ reason: 'undelivered' }]);
    expect(await sessions()).toHaveLength(1);
  });

  it.each(['end', 'reset'] as const)(
    'leaves no session where the browser is gone (%s)',
    async (how) => {
      const callback = await callbackOf('/');
      const gate = world.provider.holdToken('answered');
      const client = await load(callback);
      await gate.reached;
      client.leave(how);
      gate.open();
      await eventually(async () => world.eventsNamed('session.ended').length === 1);
      expect(await sessions()).toEqual([]);
      const [tokens] = world.provider.issued;
      await eventually(async () => !world.provider.accepts(tokens?.refresh_token ?? ''));
    },
  );

  it('is no reason to end a session whose answer has arrived', async () => {
    const client = await load(await callbackOf('/'));
    const { status } = await client.answer();
    client.leave('reset');
    expect(status).toBe(303);
    await browser.fetch('/health/live');
    expect(world.eventsNamed('session.ended')).toEqual([]);
    expect(await sessions()).toHaveLength(1);
  });
});

describe('what nobody has opened yet', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.stop());

  const ahead: [name: string, headers: Record<string, string>][] = [
    ['a prefetch', { 'sec-purpose': 'prefetch' }],
    ['a prerendering', { 'sec-purpose': 'prefetch;prerender' }],
    ['an anonymous prefetch', { 'sec-purpose': 'prefetch;anonymous-client-ip' }],
    ['an older browser’s prefetch', { purpose: 'prefetch' }],
    ['Firefox’s', { 'x-moz': 'prefetch' }],
  ];
  it.each(ahead)('begins no login and ends none: %s', async (_name, headers) => {
    const browser = world.browser();
    for (const target of ['/auth/login', '/auth/signup']) {
      const answer = await browser.navigate(target, { follow: false, headers });
      expect([answer.status, answer.setCookies, answer.location]).toEqual([425, [], undefined]);
    }
    const { location } = await browser.click('/auth/login', { follow: false });
    const { location: callback } = await browser.navigate(location?.href ?? '', { follow: false });
    const tokens = world.provider.calls.token.length;
    const answer = await browser.navigate(callback?.href ?? '', { follow: false, headers });
    expect([answer.status, answer.setCookies]).toEqual([425, []]);
    expect(world.provider.calls.token).toHaveLength(tokens);

    await browser.navigate(callback?.href ?? ''); // opened at last, it is still good
    expect((await browser.fetch('/auth/session')).status).toBe(200);
  });

  it('begins no login and redeems no code by HEAD (RFC 9110 §9.2.1)', async () => {
    const browser = world.browser();
    const { location } = await browser.click('/auth/login', { follow: false });
    const { location: callback } = await browser.navigate(location?.href ?? '', { follow: false });
    const { pathname, search } = callback ?? new URL(world.origin);
    const tokens = world.provider.calls.token.length;
    for (const target of ['/auth/login', '/auth/signup', pathname + search]) {
      const answer = await browser.program(target, { method: 'HEAD' });
      expect([target, answer.status, answer.setCookies]).toEqual([target, 204, []]);
    }
    expect(world.provider.calls.token).toHaveLength(tokens);
    await browser.navigate(callback?.href ?? '');
    expect((await browser.fetch('/auth/session')).status).toBe(200);
  });
});
