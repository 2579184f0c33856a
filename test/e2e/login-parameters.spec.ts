import { asyncProperty, assert, constantFrom, string, uniqueArray } from 'fast-check';
import { World } from '../support/world.js';

const RESOURCE = 'https://api.example.com/orders';
const OURS = ['identity_provider', 'login_hint', 'lang', 'prompt'] as const;
type Parameter = (typeof OURS)[number];

describe('what a link to the login asks of Cognito’s pages', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start({ COGNITO_RESOURCE: 'https://api.example.com/orders' });
  });
  afterAll(() => world.stop());

  /** The address of Cognito that `/auth/SCREEN` leads to. */
  const doorOf = async (query: string, screen = 'login') => {
    const { location } = await world.browser().click(`/auth/${screen}?${query}`, { follow: false });
    return location ?? new URL(world.origin);
  };
  const handedOn = async (query: string, screen?: string) => {
    const { searchParams } = await doorOf(query, screen);
    return Object.fromEntries(
      [...searchParams].filter(([name]) => OURS.some((our) => our === name)),
    );
  };

  const accessFor = (aud: string | string[] | undefined) => {
    world.provider.nextAccessToken((claims) => ({ ...claims, aud }));
  };

  const wellFormed: [parameter: Parameter, value: string][] = [
    ['identity_provider', 'COGNITO'],
    ['identity_provider', 'SignInWithApple'],
    ['identity_provider', 'Büro-Konto.1'],
    ['login_hint', 'alice@example.com'],
    ['login_hint', '+4915112345678'],
    ['login_hint', 'ålice'],
    ['lang', 'de'],
    ['lang', 'pt-BR'],
    ['lang', 'zh-CN'],
    ['prompt', 'login'],
    ['prompt', 'select_account'],
  ];
  it.each(wellFormed)('hands on %s=%s, at both screens', async (parameter, value) => {
    const query = new URLSearchParams({ [parameter]: value }).toString();
    expect(await handedOn(query)).toEqual({ [parameter]: value });
    expect(await handedOn(query, 'signup')).toEqual({ [parameter]: value });
  });

  const malformed: [parameter: Parameter, value: string][] = [
    ['identity_provider', ''],
    ['identity_provider', 'two words'],
    ['identity_provider', 'x'.repeat(33)],
    ['identity_provider', 'line\nbreak'],
    ['login_hint', ''],
    ['login_hint', 'x'.repeat(129)],
    ['login_hint', 'alice@example.com\r\nSet-Cookie: a=b'],
    ['login_hint', 'a\u0000b'],
    ['login_hint', 'a\u202eb'],
    ['lang', ''],
    ['lang', 'deutsch please'],
    ['lang', '../../x'],
    ['lang', 'de_DE'],
    ['lang', `de-${'abcdefgh-'.repeat(8)}x`],
    ['prompt', 'none'],
    ['prompt', 'consent'],
    ['prompt', 'LOGIN'],
    ['prompt', 'login select_account'],
  ];
  it.each(malformed)(
    'leaves out %s=%j, and begins the login all the same',
    async (parameter, value) => {
      const query = new URLSearchParams({ [parameter]: value });
      expect(await handedOn(query.toString())).toEqual({});
      expect((await doorOf(query.toString())).pathname).toBe('/oauth2/authorize');
    },
  );

  it('leaves out what is said twice', async () => {
    expect(await handedOn('lang=de&lang=fr&login_hint=a&login_hint=b')).toEqual({});
  });

  it('lets nobody say what only we may say', async () => {
    const { searchParams } = await doorOf(
      'client_id=x&redirect_uri=https://evil.example&scope=aws.cognito.signin.user.admin&state=x&nonce=x' +
        '&code_challenge=x&response_type=token&resource=https://evil.example&max_age=9&claims={}',
    );
    expect(Object.fromEntries(searchParams)).toMatchObject({
      client_id: world.provider.clientId,
      redirect_uri: `${world.origin}/auth/callback`,
      scope: 'openid email profile',
      response_type: 'code',
      resource: 'https://api.example.com/orders',
    });
    expect(searchParams.get('state')).not.toBe('x');
    expect([searchParams.has('max_age'), searchParams.has('claims')]).toEqual([false, false]);
    expect(new Set(searchParams.keys()).size).toBe([...searchParams].length);
  });

  it('is kept where the login begins anew by itself', async () => {
    const browser = world.browser();
    const { location } = await browser.click('/auth/login?lang=de&login_hint=alice&returnTo=/?x', {
      follow: false,
    });
    const { location: callback } = await browser.navigate(location?.href ?? '', { follow: false });
    browser.cookies.clear();
    const again = await browser.navigate(callback?.href ?? '', { follow: false });
    expect(Object.fromEntries(again.location?.searchParams ?? [])).toMatchObject({
      lang: 'de',
      login_hint: 'alice',
    });
  });

  it.each(['login', 'select_account'])(
    'asks in spite of a live session: prompt=%s',
    async (prompt) => {
      const browser = world.browser();
      world.provider.nextAccessToken((claims) => ({
        ...claims,
        aud: 'https://api.example.com/orders',
      }));
      await browser.signIn();
      const direct = await browser.click('/auth/login?returnTo=/?x', { follow: false });
      expect(direct.location?.href).toBe(`${world.origin}/?x`);
      const asked = await browser.click(`/auth/login?returnTo=/?x&prompt=${prompt}`, {
        follow: false,
      });
      expect(asked.location?.pathname).toBe('/oauth2/authorize');
      expect((await browser.fetch('/auth/session')).status).toBe(200); // until somebody has signed in anew
    },
  );

  it('reaches Cognito as it was sent or not at all, whatever a stranger sends', async () => {
    const sent = uniqueArray(constantFrom(...OURS), { minLength: 1 });
    await assert(
      asyncProperty(sent, string({ unit: 'grapheme', maxLength: 200 }), async (names, value) => {
        const query = new URLSearchParams(names.map((name) => [name, value]));
        const door = await doorOf(query.toString());
        expect(door.origin + door.pathname).toBe(`${world.provider.origin}/oauth2/authorize`);
        for (const name of OURS) expect([null, value]).toContain(door.searchParams.get(name));
        expect(door.href.length).toBeLessThan(8_192); // what CloudFront, before Cognito, takes
      }),
      { numRuns: 100 },
    );
  });

  describe('bound to an API by its resource (RFC 8707)', () => {
    it('is asked for with the code and with each refresh', async () => {
      accessFor(RESOURCE);
      await world.browser().signIn();
      expect(world.provider.calls.token.at(-1)?.get('resource')).toBe(RESOURCE);
    });

    it.each([
      ['alone', RESOURCE],
      ['among others', ['https://api.example.com/users', RESOURCE]],
    ])('accepts a token for it %s', async (_name, aud) => {
      accessFor(aud);
      const browser = world.browser();
      await browser.signIn();
      expect((await browser.fetch('/api/hello')).status).toBe(200);
    });

    it.each([
      ['no audience', undefined],
      ['another audience', 'https://api.example.com/users'],
      ['one that only begins alike', `${RESOURCE}/1`],
      ['the client for its audience', 'test-client'],
    ])('begins no session with a token that has %s', async (_name, aud) => {
      accessFor(aud);
      const browser = world.browser();
      const { status } = await browser.click('/auth/login');
      expect([status, browser.sessionCookie()]).toEqual([502, undefined]);
      expect(world.eventsNamed('login.refused').at(-1)).toMatchObject({
        reason: 'access_token_invalid',
      });
    });
  });
});
