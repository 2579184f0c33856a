import { decodeJwt } from 'jose';
import { SessionIndex } from '../../src/session/session-index.js';
import { SessionRecords } from '../../src/session/session-records.js';
import { letPass, realTime } from '../support/clock.js';
import { alice } from '../support/cognito-shapes.js';
import { eventually } from '../support/eventually.js';
import { outcome, refused } from '../support/refused-login.js';
import { signedWith } from '../support/signing-keys.js';
import type { TestBrowser } from '../support/test-browser.js';
import { World } from '../support/world.js';

const IDLE_MS = 1_800_000;
const MAX_MS = 28_800_000;
const DAY_MS = 86_400_000;

const sessionIdOf = (browser: TestBrowser): string =>
  /^s:([^.]+)/.exec(decodeURIComponent(browser.cookie('session') ?? ''))?.[1] ?? '';
const seconds = () => Math.floor(Date.now() / 1000);

// Cognito's own session lives an hour and renews: without this, whoever finds a browser whose session
// has ended is signed in by one click (ASVS 5, 7.3.1 and 7.6.1).
describe('after a session that ended by itself', () => {
  let world: World;
  let browser: TestBrowser;

  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.stop());
  beforeEach(async () => {
    browser = world.browser();
    await browser.signIn();
    world.events.length = 0;
  });
  afterEach(() => {
    realTime();
    world.provider.authTime = undefined;
  });

  const promptOf = async (visitor: TestBrowser, target = '/auth/login') => {
    const { location } = await visitor.click(target, { follow: false });
    expect(location?.origin).toBe(world.provider.origin);
    return location?.searchParams.get('prompt');
  };

  const endings: [name: string, end: () => unknown][] = [
    ['by idling', () => letPass(IDLE_MS + 1_000)],
    ['at its absolute end', () => letPass(MAX_MS + 1_000)],
    ['half a day after its absolute end', () => letPass(MAX_MS + DAY_MS / 2)],
    ['from elsewhere', () => world.app.get(SessionIndex).endAll(alice.sub)],
    [
      'by Cognito, where its refresh token was revoked',
      async () => {
        letPass(301_000);
        world.provider.failToken(400, 'invalid_grant');
        await browser.fetch('/api/hello');
      },
    ],
    [
      'with a token that no longer verifies',
      async () => {
        const records = world.app.get(SessionRecords);
        const id = sessionIdOf(browser);
        const tokens = await records.readTokens(id);
        if (!tokens) throw new Error('There are no tokens');
        const claims = { ...decodeJwt(tokens.accessToken), client_id: 'another' };
        const accessToken = await signedWith(world.provider.accessKey)(claims);
        await records.replaceTokens(id, { ...tokens, accessToken });
        expect((await browser.fetch('/api/hello')).status).toBe(401);
      },
    ],
  ];

  describe.each(endings)('%s', (_name, end) => {
    it('credentials are asked for, on every way to the login', async () => {
      await end();
      expect(await promptOf(browser)).toBe('login');
      expect(await promptOf(browser, '/auth/signup')).toBe('login');
      expect(await promptOf(browser, '/auth/login?prompt=select_account')).toBe('login');
      const { location } = await browser.click('/example', { follow: false });
      expect(await promptOf(browser, location?.href)).toBe('login');
    });
  });

  it('the home page says why one is asked again', async () => {
    expect((await world.browser().navigate('/')).body).not.toMatch(/session has ended/i);
    letPass(IDLE_MS + 1_000);
    expect((await browser.navigate('/')).body).toMatch(/session has ended/i);
  });

  it('the login makes up for it: the next one asks nothing again', async () => {
    letPass(IDLE_MS + 1_000);
    await browser.click('/auth/login');
    expect((await browser.fetch('/auth/session')).status).toBe(200);
    await browser.submit('/auth/logout');
    expect(await promptOf(browser)).toBeNull();
  });

  it('nothing is asked of who signed out, of a stranger, or for a cookie that isn’t ours', async () => {
    await browser.submit('/auth/logout');
    expect(await promptOf(browser)).toBeNull();
    expect(await promptOf(world.browser())).toBeNull();
    const forger = world.browser();
    forger.cookies.keep('session=s%3Aforged.signature; Path=/', new URL(world.origin));
    expect(await promptOf(forger)).toBeNull();
  });

  const untrue: [name: string, authTime: () => number | string | undefined][] = [
    ['of a year ago', () => seconds() - 31_536_000],
    ['of two minutes ago', () => seconds() - 120],
    ['of next year', () => seconds() + 31_536_000],
    ['in milliseconds', () => Date.now()],
    ['in a string', () => String(seconds())],
    ['that is missing', () => undefined],
  ];
  it.each(untrue)(
    'a login is refused with an auth_time %s: Cognito passed it over',
    async (_name, at) => {
      letPass(IDLE_MS + 1_000);
      const time = at();
      world.provider.nextIdToken((claims) => ({ ...claims, auth_time: time }));
      const answer = await browser.click('/auth/login');
      const reason = typeof time === 'string' ? 'id_token_invalid' : 'reauthentication_missing';
      expect({ ...outcome(world, browser, answer), session: undefined }).toEqual(
        refused(502, reason),
      );
      expect((await browser.fetch('/auth/session')).status).toBe(401);
      const { refresh_token: unused = '' } = world.provider.issued.at(-1) ?? {};
      const isRevoked = async () => !world.provider.accepts(unused);
      if (reason === 'reauthentication_missing') await eventually(isRevoked);
    },
  );

  it('what came with such a login is revoked', async () => {
    world.provider.authTime = seconds() - 3_000;
    await browser.click('/auth/login?prompt=login');
    const refreshToken = world.provider.issued.at(-1)?.refresh_token ?? '';
    await eventually(async () => !world.provider.accepts(refreshToken));
    expect((await browser.fetch('/auth/session')).status).toBe(200);
  });

  it('half a minute between the clocks is no matter', async () => {
    letPass(IDLE_MS + 1_000);
    world.provider.authTime = seconds() - 30;
    await browser.click('/auth/login');
    expect((await browser.fetch('/auth/session')).status).toBe(200);
  });

  it('an old auth_time is no matter where nothing was asked', async () => {
    world.provider.authTime = seconds() - 3_000;
    const guest = world.browser();
    await guest.signIn();
    expect((await guest.fetch('/auth/session')).status).toBe(200);
  });

  it('who asked for prompt=login gets what they asked for', async () => {
    world.provider.authTime = seconds() - 3_000;
    const before = browser.cookie('session');
    const { status } = await browser.click('/auth/login?prompt=login');
    expect(status).toBe(502);
    expect(browser.cookie('session')).toBe(before); // and keeps what they had
    expect((await browser.fetch('/auth/session')).status).toBe(200);
  });

  it('nor does a login that was begun before, in another tab, get by', async () => {
    const { location } = await browser.click('/auth/login?prompt=login', { follow: false });
    world.provider.authTime = seconds() - 300;
    const { status } = await browser.navigate(location?.href ?? '');
    expect(status).toBe(502);
  });
});

describe.each([
  ['always', 'login'],
  ['never', null],
])('SIGN_IN_AGAIN=%s', (setting, expected) => {
  let world: World;

  beforeAll(async () => {
    world = await World.start({ SIGN_IN_AGAIN: setting });
  });
  afterAll(() => world.stop());
  afterEach(realTime);

  it('is obeyed for strangers and for who had a session', async () => {
    const browser = world.browser();
    const promptOf = async () =>
      (await browser.click('/auth/login', { follow: false })).location?.searchParams.get('prompt');
    expect(await promptOf()).toBe(expected);
    await browser.signIn();
    letPass(IDLE_MS + 1_000);
    expect(await promptOf()).toBe(expected);
  });
});
