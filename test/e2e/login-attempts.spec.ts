import { z } from 'zod';
import { CONFIG, type Config } from '../../src/config/config.js';
import { seal } from '../../src/session/seal.js';
import { letPass, realTime } from '../support/clock.js';
import { alice, bob } from '../support/cognito-shapes.js';
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
  const attempts = () => browser.cookies.all().filter(({ name }) => name.startsWith('login-'));
  const refusals = () => world.eventsNamed('login.refused').map(({ reason }) => reason);

  it('is a cookie that scripts never see, for ten minutes', async () => {
    await begin();
    expect(attempts()).toEqual([
      expect.objectContaining({ path: '/', httpOnly: true, sameSite: 'lax', maxAge: 600 }),
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

  it('sets no cookie that a browser would find too large, however long the way back (ASVS 5, 3.3.5)', async () => {
    const longest = `/?${'x'.repeat(2_000)}`;
    const answer = await browser.signIn(longest);
    const cookies = [...answer.before, answer].flatMap(({ setCookies }) => setCookies);
    const lengths = cookies.map((cookie) => cookie.split(';')[0]?.length ?? 0);
    expect(answer.url.search).toHaveLength(longest.length - 1);
    expect(lengths.length).toBeGreaterThanOrEqual(2);
    expect(Math.max(...lengths)).toBeLessThan(4_096);
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

  /** Gives the browser back what it held: it is no witness of what was used. */
  const keepAgain = (kept: string[]) => {
    for (const cookie of kept) browser.cookies.keep(cookie, new URL(world.origin));
  };
  const copied = () => attempts().map(({ name, value }) => `${name}=${value}; Path=/`);

  it('is used once by what the server knows: with its cookie kept, the login begins anew', async () => {
    const callback = await signInAtCognito(await begin('/?again'));
    const kept = copied();
    await browser.navigate(callback);
    browser.cookies.clear();
    keepAgain(kept);
    const { url, before } = await browser.navigate(callback);
    expect(url.search).toBe('?again');
    expect(before[0]?.location?.pathname).toBe('/oauth2/authorize');
    expect(world.eventsNamed('login.restarted')).toEqual([
      { name: 'login.restarted', reason: 'attempt_used' },
    ]);
    const [first, second] = world.provider.calls.token.map((form) => form.get('code'));
    expect(first).not.toBe(second);
  });

  it('reaches Cognito’s token endpoint once, whatever codes somebody makes up for it', async () => {
    const callback = new URL(await signInAtCognito(await begin()));
    const kept = copied();
    const tries = await Promise.all(
      Array.from({ length: 30 }, async (_, index) => {
        const thief = world.browser();
        for (const cookie of kept) thief.cookies.keep(cookie, new URL(world.origin));
        const made = new URL(callback);
        made.searchParams.set('code', `made-up-${index}`);
        return thief.navigate(made.href, { follow: false });
      }),
    );
    expect(world.provider.calls.token).toHaveLength(1);
    expect(tries.filter(({ status }) => status === 400)).toHaveLength(1);
    expect(tries.filter(({ status }) => status === 302)).toHaveLength(29); // anew, with a code of their own
  });

  it('is not begun anew twice: who loads the second callback again is told so', async () => {
    const callback = await signInAtCognito(await begin());
    const kept = copied();
    await browser.navigate(callback);
    browser.cookies.clear();
    keepAgain(kept);
    const { location } = await browser.navigate(callback, { follow: false });
    const second = await signInAtCognito(location?.href ?? '');
    const keptSecond = copied();
    await browser.navigate(second);
    browser.cookies.clear();
    keepAgain(keptSecond);
    const answer = await browser.navigate(second);
    expect(outcome(world, browser, answer)).toEqual(refused(400, 'attempt_used'));
  });

  it('takes back no more than a few of the cookies that only look like one', async () => {
    const strangers = Array.from(
      { length: 300 },
      (_, index) => `login-m${1e6 + index}abcdefghijkl=x`,
    );
    const looksAlike = Array.from({ length: 50 }, (_, index) => `login-other-${index}=x`);
    const { setCookies } = await browser.navigate('/auth/login', {
      follow: false,
      headers: { cookie: [...strangers, ...looksAlike].join('; ') },
    });
    expect(setCookies.length).toBeLessThanOrEqual(10);
    expect(setCookies.filter((cookie) => cookie.startsWith('login-other'))).toEqual([]);
  });

  it('can be neither planted nor read by a sibling host: its cookie is host-only by its name', async () => {
    const secure = await World.start({ PUBLIC_URL: 'https://app.example.test' });
    try {
      const victim = secure.browser();
      const { setCookies } = await victim.click('/auth/login', { follow: false });
      expect(setCookies).toEqual([
        expect.stringMatching(
          /^__Host-login-[^;]+; Max-Age=600; Path=\/; .*HttpOnly; Secure; SameSite=Lax$/,
        ),
      ]);
      expect(setCookies[0]).not.toMatch(/domain/i);

      // What 0.1 called it: a name that any host of the domain can set.
      const [attempt = ''] = (setCookies[0] ?? '').split(';');
      const planted = attempt.replace('__Host-login-', '__Secure-login-');
      const door = secure.provider.calls;
      expect(door.token).toEqual([]);
      const { location } = await secure
        .browser()
        .navigate(`/auth/callback?code=x&state=${encodeURIComponent('x')}`, {
          follow: false,
          headers: { cookie: planted },
        });
      expect(secure.provider.calls.token).toEqual([]);
      expect(location?.pathname).not.toBe('/');
    } finally {
      await secure.stop();
    }
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
    const kept = attempts().map(({ name, value }) => `${name}=${value}; Path=/`);
    letPass(601_000);
    for (const cookie of kept) browser.cookies.keep(cookie, new URL(world.origin));
    const { url, before } = await browser.navigate(callback);
    expect(url.search).toBe('?late');
    expect(before).not.toHaveLength(1);
    expect(world.eventsNamed('login.restarted')).toHaveLength(1);
  });

  it('begins anew for who chose another account too late: they don’t go on as who they were', async () => {
    await browser.signIn();
    world.provider.person = bob;
    const { location } = await browser.click('/auth/login?prompt=select_account', {
      follow: false,
    });
    const callback = await signInAtCognito(location?.href ?? '');
    letPass(601_000);
    const { before } = await browser.navigate(callback);
    world.provider.person = alice;
    expect(before[0]?.location?.searchParams.get('prompt')).toBe('select_account');
    const { user } = z
      .object({ user: z.object({ sub: z.string() }) })
      .parse((await browser.fetch('/auth/session')).json());
    expect(user.sub).toBe(bob.sub);

    const again = await browser.navigate(before.at(-1)?.url.href ?? ''); // a reload, once it is done
    expect(again.before.map((answer) => answer.location?.pathname)).toEqual(['/']);
  });

  it('is finished however the path of the callback is spelled', async () => {
    const callback = new URL(await signInAtCognito(await begin()));
    callback.pathname = '/Auth/Callback/';
    await browser.navigate(callback.href);
    expect(refusals()).toEqual([]);
    expect(browser.sessionCookie()).toBeDefined();
  });

  it('begins anew where another version of this product made its state', async () => {
    const { session } = world.app.get<Config>(CONFIG);
    const old = JSON.stringify({ id: 'an-id', returnTo: '/', restarted: false });
    const state = seal(old, session.secrets, 'login state').toString('base64url');
    await browser.navigate(`/auth/callback?code=x&state=${state}`);
    expect(browser.sessionCookie()).toBeDefined();
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
  });
});

/** The parameter with its first character changed. */
function change(url: URL, parameter: string): string {
  const value = url.searchParams.get(parameter) ?? '';
  return (value.startsWith('A') ? 'B' : 'A') + value.slice(1);
}
