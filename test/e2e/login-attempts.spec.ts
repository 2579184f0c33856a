import { letPass, realTime } from '../support/clock.js';
import { outcome, refused } from '../support/refused-login.js';
import type { Answer, TestBrowser } from '../support/test-browser.js';
import { World } from '../support/world.js';

describe('a login attempt', () => {
  let world: World;
  let browser: TestBrowser;

  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.stop());
  beforeEach(() => {
    browser = world.browser();
    world.events.length = 0;
    world.provider.calls.token.length = 0;
  });
  afterEach(realTime);

  /** Starts a login and stops at Cognito's door. */
  const begin = async (returnTo = '/') => {
    const target = `/auth/login?returnTo=${encodeURIComponent(returnTo)}`;
    const { location } = await browser.click(target, { follow: false });
    return location?.href ?? '';
  };
  /** Signs in at Cognito and stops with the callback in hand. */
  const signInAtCognito = async (door: string) => {
    const { location } = await browser.navigate(door, { follow: false });
    return location?.href ?? '';
  };
  const attempts = () => browser.cookies.all().filter(({ path }) => path === '/auth');
  const refusals = () => world.eventsNamed('login.refused').map(({ reason }) => reason);

  it('is a cookie that scripts and other paths never see, for ten minutes', async () => {
    await begin();
    expect(attempts()).toEqual([
      expect.objectContaining({ path: '/auth', httpOnly: true, sameSite: 'lax', maxAge: 600 }),
    ]);
  });

  it('shows nothing of state, nonce or verifier in its cookie', async () => {
    const asked = new URL(await begin('/very-private-page')).searchParams;
    const [cookie] = attempts();
    const content = Buffer.from(cookie?.value ?? '', 'base64url').toString('latin1');
    for (const secret of [asked.get('state'), asked.get('nonce'), 'very-private-page']) {
      expect(cookie?.value).not.toContain(secret);
      expect(content).not.toContain(secret);
    }
  });

  it('lets two tabs sign in at once, each back to its own page', async () => {
    const [one, two] = [await begin('/?tab=1'), await begin('/?tab=2')];
    const callbacks = [await signInAtCognito(two), await signInAtCognito(one)];
    expect((await browser.navigate(callbacks[0] ?? '')).url.search).toBe('?tab=2');
    expect((await browser.navigate(callbacks[1] ?? '')).url.search).toBe('?tab=1');
    expect(refusals()).toEqual([]);
    expect(attempts()).toEqual([]);
  });

  it('makes way for newer ones: of more than five the oldest goes', async () => {
    const doors: string[] = [];
    for (let tab = 1; tab <= 7; tab += 1) {
      doors.push(await begin(`/?tab=${tab}`));
      expect(attempts().length).toBeLessThanOrEqual(5);
    }
    // The seventh and the third can be finished; the second is gone and begins anew by itself.
    const [, second = '', third = '', , , , seventh = ''] = doors;
    expect((await browser.navigate(seventh)).url.search).toBe('?tab=7');
    await browser.submit('/auth/logout');
    expect((await browser.navigate(third)).url.search).toBe('?tab=3');
    await browser.submit('/auth/logout');
    expect((await browser.navigate(second)).url.search).toBe('?tab=2');
    expect(world.eventsNamed('login.restarted')).toHaveLength(1);
  });

  it('is gone once used: the same callback again neither signs in nor out', async () => {
    const callback = await signInAtCognito(await begin('/?first'));
    await browser.navigate(callback);
    const session = browser.cookie('session');

    const again = await browser.navigate(callback);
    expect(again.url.search).toBe('?first');
    expect(browser.cookie('session')).toBe(session);
    expect(world.provider.calls.token).toHaveLength(1);
  });

  it('cannot be replayed with its cookie kept: the code is used', async () => {
    const callback = await signInAtCognito(await begin());
    const kept = attempts().map(({ name, value }) => `${name}=${value}; Path=/auth`);
    await browser.navigate(callback);
    browser.cookies.clear();
    for (const cookie of kept) browser.cookies.keep(cookie, new URL(world.origin));
    expect(outcome(world, browser, await browser.navigate(callback))).toEqual(
      refused(400, 'code_rejected'),
    );
  });

  it('begins anew by itself, once, where its cookie is missing', async () => {
    const callback = await signInAtCognito(await begin('/?wanted'));
    browser.cookies.clear();
    const { url, status } = await browser.navigate(callback);
    expect([status, url.search]).toEqual([200, '?wanted']);
    expect(browser.cookie('session')).toBeDefined();
    expect(world.events.map(({ name }) => name)).toEqual([
      'login.started',
      'login.restarted',
      'login.succeeded',
    ]);
  });

  it('tells people without cookies what to do, instead of going round in circles', async () => {
    const forgetful = async (target: string): Promise<Answer> => {
      browser.cookies.clear();
      const answer = await browser.navigate(target, { follow: false });
      return answer.location ? forgetful(answer.location.href) : answer;
    };
    const answer = await forgetful('/auth/login?returnTo=/');
    expect(outcome(world, browser, answer)).toEqual(refused(400, 'attempt_missing'));
    expect(answer.body).toMatch(/cookies/i);
    expect(world.eventsNamed('login.restarted')).toHaveLength(1);
    expect(world.provider.calls.token).toEqual([]);
  });

  it('is too old after ten minutes, even in a browser that kept its cookie', async () => {
    const callback = await signInAtCognito(await begin('/?late'));
    const kept = attempts().map(({ name, value }) => `${name}=${value}; Path=/auth`);
    letPass(601_000);
    for (const cookie of kept) browser.cookies.keep(cookie, new URL(world.origin));
    const { url, before } = await browser.navigate(callback);
    expect(url.search).toBe('?late');
    expect(before).not.toHaveLength(1);
    expect(world.eventsNamed('login.restarted')).toHaveLength(1);
  });

  it('is still good after nine minutes', async () => {
    const door = await begin('/?slow');
    letPass(540_000);
    expect((await browser.navigate(door)).url.search).toBe('?slow');
    expect(world.eventsNamed('login.restarted')).toEqual([]);
  });

  const damagedCallbacks: [name: string, (url: URL) => void, reason: string][] = [
    [
      'a changed state',
      (url) => url.searchParams.set('state', change(url, 'state')),
      'state_mismatch',
    ],
    [
      'a state of somebody’s own making',
      (url) => url.searchParams.set('state', 'x'),
      'state_mismatch',
    ],
    ['an empty state', (url) => url.searchParams.set('state', ''), 'state_mismatch'],
    ['no state', (url) => url.searchParams.delete('state'), 'state_mismatch'],
    ['two states', (url) => url.searchParams.append('state', 'x'), 'state_mismatch'],
    ['a changed code', (url) => url.searchParams.set('code', change(url, 'code')), 'code_rejected'],
    ['no code', (url) => url.searchParams.delete('code'), 'code_missing'],
    ['an empty code', (url) => url.searchParams.set('code', ''), 'code_missing'],
    ['a second code', (url) => url.searchParams.append('code', 'x'), 'code_missing'],
  ];
  it.each(damagedCallbacks)('refuses a callback with %s', async (_name, damage, reason) => {
    const callback = new URL(await signInAtCognito(await begin()));
    damage(callback);
    expect(outcome(world, browser, await browser.navigate(callback.href))).toEqual(
      refused(400, reason),
    );
  });

  it('refuses the callback of an attempt that somebody else began (login CSRF)', async () => {
    const attacker = world.browser();
    const door = await attacker.click('/auth/login', { follow: false });
    const { location } = await attacker.navigate(door.location?.href ?? '', { follow: false });

    await begin(); // the victim is signing in as well
    const answer = await browser.navigate(location?.href ?? '', { follow: false });
    expect(browser.cookie('session')).toBeUndefined();
    expect(world.provider.calls.token).toEqual([]);
    expect(answer.location?.href ?? '').not.toBe(`${world.origin}/`);
  });

  it.each([
    ['access_denied', 'access_denied'],
    ['server_error', 'authorization_failed'],
    ['invalid_scope', 'authorization_failed'],
  ])('shows what to do where Cognito says %s', async (error, reason) => {
    world.provider.failAuthorize(error);
    const answer = await browser.navigate(await begin());
    expect(outcome(world, browser, answer)).toEqual(refused(400, reason));
    expect(answer.body).not.toContain('The provider says');
  });

  it('puts no word of the callback into the page', async () => {
    const callback = new URL(await signInAtCognito(await begin()));
    callback.searchParams.delete('code');
    callback.searchParams.set('error', '<script>alert(1)</script>');
    callback.searchParams.set('error_description', '<img src=x onerror=alert(1)>');
    const { status, body } = await browser.navigate(callback.href);
    expect(status).toBe(400);
    expect(body).not.toContain('alert(1)');
  });
});

/** The parameter with its first character changed. */
function change(url: URL, parameter: string): string {
  const value = url.searchParams.get(parameter) ?? '';
  return (value.startsWith('A') ? 'B' : 'A') + value.slice(1);
}
