import { decodeJwt } from 'jose';
import { ElevationRecords } from '../../src/session/elevation-records.js';
import { SESSION_ENGINE } from '../../src/session/engine.js';
import { SessionIndex } from '../../src/session/session-index.js';
import { letPass, realTime } from '../support/clock.js';
import { alice, bob } from '../support/cognito-shapes.js';
import { eventually } from '../support/eventually.js';
import { holdNext } from '../support/held-engine.js';
import type { TestBrowser } from '../support/test-browser.js';
import { World } from '../support/world.js';

const OWN_ACCOUNT = 'aws.cognito.signin.user.admin';
const MINUTE = 60_000;
const CONFIRM = '/auth/confirm?returnTo=/%3Fback';

const sessionIdOf = (browser: TestBrowser): string =>
  /^s:([^.]+)/.exec(decodeURIComponent(browser.cookie('session') ?? ''))?.[1] ?? '';
const seconds = () => Math.floor(Date.now() / 1000);

describe('who is signed in and confirms that it’s them', () => {
  let world: World;
  let browser: TestBrowser;
  let cookie: string | undefined;

  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.stop());
  beforeEach(async () => {
    browser = world.browser();
    await browser.signIn();
    cookie = browser.cookie('session');
    world.events.length = 0;
  });
  afterEach(() => {
    realTime();
    world.provider.person = alice;
    world.provider.authTime = undefined;
    world.provider.tokenSeconds = 300;
  });

  /** The token that may change the account of this browser's person. */
  const tokenOf = (visitor = browser, id = sessionIdOf(visitor)) =>
    world.app.get(ElevationRecords).get(id);
  const begin = async (visitor = browser): Promise<URL> => {
    const { location } = await visitor.click(CONFIRM, { follow: false });
    return location ?? new URL(world.origin);
  };
  /** The callback's address, as Cognito sends the browser there. */
  const comeBack = async (authorize: URL, visitor = browser): Promise<string> =>
    (await visitor.navigate(authorize.href, { follow: false })).location?.href ?? '';
  const refusedWith = async (callback: string, status: number, reason: string) => {
    const issued = world.provider.issued.length;
    const answer = await browser.navigate(callback);
    expect(answer.status).toBe(status);
    expect(world.eventsNamed('login.refused')).toEqual([expect.objectContaining({ reason })]);
    expect(world.eventsNamed('elevation.begun')).toEqual([]);
    const { refresh_token: unused = '' } = world.provider.issued[issued] ?? {};
    await eventually(async () => !world.provider.accepts(unused));
    return answer;
  };

  it('is asked for credentials by Cognito, for this once with the scope that changes accounts', async () => {
    const { searchParams } = await begin();
    expect(searchParams.get('prompt')).toBe('login');
    expect(searchParams.get('login_hint')).toBe(alice.email);
    expect(searchParams.get('scope')).toBe(`openid email profile ${OWN_ACCOUNT}`);
    const login = await browser.click('/auth/login?prompt=login', { follow: false });
    expect(login.location?.searchParams.get('scope')).toBe('openid email profile');
  });

  it('comes back to where they wanted to, in the session that they had', async () => {
    const { url } = await browser.click(CONFIRM);
    expect(url.href).toBe(`${world.origin}/?back`);
    expect(browser.cookie('session')).toBe(cookie);
    const token = (await tokenOf()) ?? '';
    expect(decodeJwt(token)).toMatchObject({ sub: alice.sub });
    expect(String(decodeJwt(token)['scope']).split(' ')).toContain(OWN_ACCOUNT);
    expect(world.events.map(({ name }) => name)).toEqual(['elevation.started', 'elevation.begun']);
  });

  it('an API never gets that token, and no page has it', async () => {
    const pages = [await browser.click(CONFIRM)];
    pages.push(await browser.click('/example'), await browser.fetch('/auth/session'));
    await browser.fetch('/api/hello');
    const forwarded = String(world.api.last.headers.authorization).slice(7);
    expect(decodeJwt(forwarded)['scope']).toBe('openid email profile');
    const secret = world.provider.issued.at(-1);
    const seen = [...pages.map(({ body, headers }) => [body, headers]), world.log, world.events];
    for (const value of [secret?.access_token, secret?.refresh_token, secret?.id_token]) {
      expect(JSON.stringify(seen)).not.toContain(value);
    }
  });

  it('is sent to sign in where they aren’t', async () => {
    const { location } = await world.browser().click(CONFIRM, { follow: false });
    expect(location?.pathname).toBe('/auth/login');
    expect((await world.browser().fetch('/auth/confirm')).status).toBe(401);
  });

  describe('is believed', () => {
    it('ten minutes at most', async () => {
      world.provider.tokenSeconds = 3_600;
      await browser.click(CONFIRM);
      letPass(9 * MINUTE);
      expect(await tokenOf()).toBeDefined();
      letPass(MINUTE + 1_000);
      expect(await tokenOf()).toBeUndefined();
    });

    it('no longer than the token', async () => {
      await browser.click(CONFIRM);
      letPass(world.provider.tokenSeconds * 1_000);
      expect(await tokenOf()).toBeUndefined();
    });

    const endings: [name: string, end: () => Promise<unknown>][] = [
      ['they sign out', () => browser.submit('/auth/logout')],
      ['they sign in anew', () => browser.click('/auth/login?prompt=login')],
      ['all their sessions are ended', () => world.app.get(SessionIndex).endAll(alice.sub)],
    ];
    it.each(endings)('until %s', async (_name, end) => {
      await browser.click(CONFIRM);
      const id = sessionIdOf(browser);
      await end();
      expect(await tokenOf(browser, id)).toBeUndefined();
      expect(await tokenOf()).toBeUndefined();
    });

    it('not if they sign out while it is written', async () => {
      const callback = await comeBack(await begin());
      const id = sessionIdOf(browser);
      const gate = holdNext(world.app.get(SESSION_ENGINE), 'remember', 'before');
      const arriving = browser.navigate(callback);
      await gate.reached;
      await browser.submit('/auth/logout');
      gate.open();
      expect((await arriving).status).toBe(400);
      expect(await tokenOf(browser, id)).toBeUndefined();
    });
  });

  describe('isn’t believed', () => {
    it('as somebody else: nothing changes, and the page says so', async () => {
      world.provider.person = bob;
      const { body } = await refusedWith(await comeBack(await begin()), 400, 'another_person');
      expect(body).toContain('You signed in as somebody else');
      expect(browser.cookie('session')).toBe(cookie);
      expect((await browser.fetch('/auth/session')).json()).toMatchObject({
        user: { sub: alice.sub },
      });
      expect(await tokenOf()).toBeUndefined();
    });

    it('in another session than the one that asked, of the same person too', async () => {
      const callback = await comeBack(await begin());
      await browser.click('/auth/login?prompt=login');
      world.events.length = 0;
      await refusedWith(callback, 400, 'session_changed');
      expect(await tokenOf()).toBeUndefined();
    });

    it('after signing out', async () => {
      const callback = await comeBack(await begin());
      await browser.submit('/auth/logout');
      await refusedWith(callback, 400, 'session_changed');
      expect((await browser.fetch('/auth/session')).status).toBe(401);
    });

    it('by a callback that was made for somebody else’s browser', async () => {
      const thief = world.browser();
      world.provider.person = bob;
      await thief.signIn();
      const callback = await comeBack(await begin(thief), thief);
      await browser.navigate(callback, { follow: false });
      expect(await tokenOf()).toBeUndefined();
      expect(world.eventsNamed('elevation.begun')).toEqual([]);
    });

    it.each([
      ['of before it was asked', () => seconds() - 120],
      ['of a time to come', () => seconds() + 3_600],
      ['that is missing', () => undefined],
    ])('by an auth_time %s: Cognito has asked for nothing', async (_name, at) => {
      const authorize = await begin();
      const time = at();
      world.provider.nextIdToken((claims) => ({ ...claims, auth_time: time }));
      await refusedWith(await comeBack(authorize), 502, 'reauthentication_missing');
      expect(await tokenOf()).toBeUndefined();
    });

    it.each([
      ['without the scope', { scope: 'openid email profile' }, 'scope_missing'],
      ['with a scope that only looks like it', { scope: `x${OWN_ACCOUNT}` }, 'scope_missing'],
      ['of another person', { sub: bob.sub }, 'access_token_invalid'],
      ['of another client', { client_id: 'another' }, 'access_token_invalid'],
    ])('by an access token %s', async (_name, changes, reason) => {
      world.provider.nextAccessToken((claims) => ({ ...claims, ...changes }));
      await refusedWith(await comeBack(await begin()), 502, reason);
      expect(await tokenOf()).toBeUndefined();
    });

    it('twice: a callback that is loaded again leads back, and asks for no token', async () => {
      const callback = await comeBack(await begin());
      await browser.navigate(callback);
      const asked = world.provider.calls.token.length;
      const { url } = await browser.navigate(callback);
      expect(url.href).toBe(`${world.origin}/?back`);
      expect(world.provider.calls.token).toHaveLength(asked);
      expect(world.eventsNamed('elevation.begun')).toHaveLength(1);
    });
  });

  it('may do so in two tabs at once', async () => {
    const [first, second] = [await begin(), await begin()];
    await browser.navigate(await comeBack(second));
    await browser.navigate(await comeBack(first));
    expect(world.eventsNamed('elevation.begun')).toHaveLength(2);
    expect(await tokenOf()).toBe(world.provider.issued.at(-1)?.access_token);
  });

  it('a login whose address somebody gave that scope is refused, as ever', async () => {
    const guest = world.browser();
    const { location } = await guest.click('/auth/login', { follow: false });
    location?.searchParams.set('scope', `openid email profile ${OWN_ACCOUNT}`);
    const { status } = await guest.navigate(location?.href ?? '');
    expect([status, guest.sessionCookie()]).toEqual([502, undefined]);
    expect(world.eventsNamed('login.refused')).toEqual([
      expect.objectContaining({ reason: 'access_token_invalid' }),
    ]);
  });
});
