import { decodeJwt } from 'jose';
import { alice, bob } from '../support/cognito-shapes.js';
import { outcome, refused } from '../support/refused-login.js';
import type { TestBrowser } from '../support/test-browser.js';
import { World } from '../support/world.js';

describe('signing in', () => {
  let world: World;
  let browser: TestBrowser;

  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.stop());
  beforeEach(() => {
    world.provider.person = alice;
    browser = world.browser();
  });

  const start = (target = '/auth/login') => browser.click(target, { follow: false });

  it.each([
    ['login', '/oauth2/authorize'],
    ['signup', '/signup'],
  ])('/auth/%s asks Cognito’s %s for a code bound to this browser', async (screen, endpoint) => {
    const { status, location } = await start(`/auth/${screen}`);
    expect(status).toBe(302);
    expect(location?.href).toMatch(`${world.provider.origin}${endpoint}?`);
    expect(asked(location)).toEqual({
      response_type: 'code',
      client_id: world.provider.clientId,
      redirect_uri: `${world.origin}/auth/callback`,
      scope: 'openid email profile',
      state: expect.stringMatching(/^[\w-]{22,}$/),
      nonce: expect.stringMatching(/^[\w-]{22,}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    });
  });

  it('never asks twice with the same state, nonce or PKCE challenge', async () => {
    const [one, two] = [asked((await start()).location), asked((await start()).location)];
    expect(one['state']).not.toBe(two['state']);
    expect(one['nonce']).not.toBe(two['nonce']);
    expect(one['code_challenge']).not.toBe(two['code_challenge']);
  });

  it('goes to Cognito and back, and shows who is signed in', async () => {
    const { url, status, before, body } = await browser.signIn('/?from=login#top');
    expect(before.map((answer) => answer.status)).toEqual([302, 302, 303]);
    expect(url.href).toBe(`${world.origin}/?from=login#top`);
    expect(status).toBe(200);
    expect(body).toMatch(/id="signed-in-user"[^>]*>alice@example\.com</);
    expect(world.events.at(-1)).toMatchObject({ name: 'login.succeeded', sub: alice.sub });
  });

  it('signs in whoever signs up', async () => {
    const { body } = await browser.click('/auth/signup?returnTo=/');
    expect(body).toContain(alice.email);
  });

  it('keeps every token on the server', async () => {
    const answers = await browser.signIn();
    const issued = world.provider.issued.at(-1);
    const said = [...answers.before, answers]
      .filter(({ url }) => url.origin === world.origin)
      .map(({ headers, body }) => JSON.stringify(headers) + body);
    const kept = browser.cookies.all().map(({ value }) => value);
    for (const token of Object.values(issued ?? {})) {
      expect([...said, ...kept].join('\n')).not.toContain(token);
    }
  });

  it('gives a new session id at each login, and ends the session it replaces', async () => {
    // Two tabs begin; both finish, one after the other.
    const [first, second] = [await start(), await start()];
    await browser.navigate(first.location?.href ?? '');
    const before = browser.cookie('session');
    const bystander = world.browser();
    bystander.cookies.keep(`session=${before}; Path=/`, new URL(world.origin));
    expect((await bystander.fetch('/auth/session')).status).toBe(200);

    world.provider.person = bob;
    await browser.navigate(second.location?.href ?? '');
    expect(browser.cookie('session')).not.toBe(before);
    expect((await browser.fetch('/auth/session')).json()).toMatchObject({
      user: { sub: bob.sub },
    });
    expect((await bystander.fetch('/auth/session')).status).toBe(401);
    expect(world.eventsNamed('session.ended').at(-1)).toMatchObject({
      name: 'session.ended',
      sub: alice.sub,
      reason: 'new_login',
    });
    const replaced = world.provider.issued.at(-2)?.refresh_token;
    expect(world.provider.calls.revoke.at(-1)?.get('token')).toBe(replaced);
  });

  it('does not adopt a session id that somebody planted', async () => {
    const attacker = world.browser();
    await attacker.signIn();
    const planted = attacker.cookie('session');
    await attacker.submit('/auth/logout');

    browser.cookies.keep(`session=${planted}; Path=/`, new URL(world.origin));
    await browser.signIn();
    expect(browser.cookie('session')).not.toBe(planted);
    attacker.cookies.keep(`session=${planted}; Path=/`, new URL(world.origin));
    expect((await attacker.fetch('/auth/session')).status).toBe(401);
  });

  it('goes straight to returnTo where a session is live', async () => {
    await browser.signIn();
    const { status, location, setCookies } = await start('/auth/login?returnTo=/?again');
    expect(status).toBe(302);
    expect(location?.href).toBe(`${world.origin}/?again`);
    expect(setCookies.filter((cookie) => cookie.startsWith('login-'))).toEqual([]);
  });

  it('authenticates itself to Cognito and proves that it is who began (PKCE)', async () => {
    await browser.signIn();
    const form = Object.fromEntries(world.provider.calls.token.at(-1) ?? []);
    expect(form).toMatchObject({
      grant_type: 'authorization_code',
      redirect_uri: `${world.origin}/auth/callback`,
      code: expect.any(String),
      code_verifier: expect.stringMatching(/^[\w-]{43,}$/),
    });
    expect(form).not.toHaveProperty('client_secret');
  });

  /** The callback of a login in progress, as the provider would have this browser come to it. */
  const callback = async () => {
    const { location } = await browser.navigate((await start()).location?.href ?? '', {
      follow: false,
    });
    return location?.href ?? '';
  };

  it.each(['id_token=x', 'response=x', 'token_type=x', 'session_state=%ff', 'iss'])(
    'passes over what else a callback may hold (RFC 6749 §4.1.2): %s',
    async (more) => {
      const issuer = encodeURIComponent(world.provider.issuer);
      await browser.navigate(`${await callback()}&${more === 'iss' ? `iss=${issuer}` : more}`);
      expect((await browser.fetch('/auth/session')).status).toBe(200);
    },
  );

  it.each(['https://evil.example', ''])(
    'shows the code of another issuer to nobody (RFC 9207): %j',
    async (issuer) => {
      const asked = world.provider.calls.token.length;
      world.events.length = 0;
      const answer = await browser.navigate(`${await callback()}&iss=${issuer}`);
      expect(outcome(world, browser, answer)).toEqual(refused(502, 'issuer_mismatch'));
      expect(world.provider.calls.token).toHaveLength(asked);
    },
  );

  it('tells a page who is signed in and until when', async () => {
    await browser.signIn();
    const { status, headers, setCookies, json } = await browser.fetch('/auth/session');
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(setCookies).toEqual([]);
    expect(json()).toEqual({
      user: {
        sub: alice.sub,
        username: alice.username,
        email: alice.email,
        groups: alice.groups,
      },
      expiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      idleExpiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    });
  });

  it('names people without groups or an e-mail address as they are', async () => {
    world.provider.person = bob;
    world.provider.nextIdToken((claims) => ({ ...claims, email: undefined }));
    await browser.signIn();
    const session = (await browser.fetch('/auth/session')).json();
    expect(session).toMatchObject({ user: { sub: bob.sub, username: 'bob', groups: [] } });
    expect(session).not.toHaveProperty('user.email');
    expect((await browser.navigate('/')).body).toMatch(/id="signed-in-user"[^>]*>bob</);
  });

  it('gives the API an access token, not an ID token', async () => {
    await browser.signIn();
    await browser.fetch('/api/hello');
    const bearer = world.api.last.headers.authorization?.replace('Bearer ', '') ?? '';
    expect(decodeJwt(bearer)).toMatchObject({ token_use: 'access', sub: alice.sub });
  });
});

const asked = (url: URL | undefined) => Object.fromEntries(url?.searchParams ?? []);
