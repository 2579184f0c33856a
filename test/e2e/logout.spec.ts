import { alice } from '../support/cognito-shapes.js';
import type { TestBrowser } from '../support/test-browser.js';
import { eventually } from '../support/eventually.js';
import { World } from '../support/world.js';

describe('signing out', () => {
  let world: World;
  let browser: TestBrowser;

  beforeEach(async () => {
    world = await World.start();
    browser = world.browser();
    await browser.signIn();
    world.events.length = 0;
  });
  afterEach(() => world.stop());

  const logoutAtCognito = () => {
    const query = new URLSearchParams({
      client_id: world.provider.clientId,
      logout_uri: `${world.origin}/`,
    });
    return `${world.provider.origin}/logout?${query}`;
  };

  it('ends the session here, the refresh token and the session at Cognito', async () => {
    const { status, location, setCookies } = await browser.submit(
      '/auth/logout',
      {},
      { follow: false },
    );
    expect(status).toBe(303);
    expect(location?.href).toBe(logoutAtCognito());
    expect(setCookies).toEqual([expect.stringMatching(/^session=;.*Path=\/;.*HttpOnly/)]);
    expect(browser.sessionCookie()).toBeUndefined();
    await eventually(async () => world.provider.calls.revoke.length > 0);
    expect(world.provider.calls.revoke.map((form) => form.get('token'))).toEqual(
      world.provider.issued.map((tokens) => tokens.refresh_token),
    );
    expect(world.events).toMatchObject([{ name: 'logout.succeeded', sub: alice.sub }]);
  });

  it('comes back to the home page, signed out for all to see', async () => {
    const { url, body, before } = await browser.submit('/auth/logout');
    expect(before.map((answer) => answer.status)).toEqual([303, 302]);
    expect(url.href).toBe(`${world.origin}/`);
    expect(body).toContain('Sign in');
    expect(body).not.toContain(alice.email);
  });

  it('leaves nothing that an old cookie opens', async () => {
    const cookie = `session=${browser.cookie('session')}`;
    await browser.submit('/auth/logout');
    const thief = world.browser();
    const headers = { cookie, 'x-csrf': '1' };
    expect((await thief.program('/auth/session', { headers })).status).toBe(401);
    expect((await thief.program('/api/hello', { headers })).status).toBe(401);
    expect((await thief.program('/', { headers })).body).not.toContain(alice.email);
    expect(world.api.received).toEqual([]);
  });

  it('lets htmx move the whole page', async () => {
    const { status, headers, location } = await browser.htmx('/auth/logout', { method: 'POST' });
    expect([status, location]).toEqual([200, undefined]);
    expect(headers['hx-redirect']).toBe(logoutAtCognito());
    expect(browser.sessionCookie()).toBeUndefined();
  });

  it('tells a script where to go on, since its fetch could not follow a redirect there', async () => {
    const answer = await browser.fetch('/auth/logout', { method: 'POST' });
    expect([answer.status, answer.json()]).toEqual([200, { logoutUrl: logoutAtCognito() }]);
    expect(browser.sessionCookie()).toBeUndefined();
    expect((await browser.fetch('/auth/session')).status).toBe(401);
  });

  it('ends one session, not those of other browsers', async () => {
    const phone = world.browser();
    await phone.signIn();
    await browser.submit('/auth/logout');
    expect((await phone.fetch('/auth/session')).status).toBe(200);
  });

  it('works while Cognito is down, and says in the audit trail what is left to do', async () => {
    const cookie = `session=${browser.cookie('session')}`;
    await world.provider.stop();
    const { status, location } = await browser.submit('/auth/logout', {}, { follow: false });
    expect(status).toBe(303);
    expect(location?.href).toBe(logoutAtCognito());
    expect(browser.sessionCookie()).toBeUndefined();
    expect((await browser.program('/auth/session', { headers: { cookie } })).status).toBe(401);
    await eventually(async () => world.eventsNamed('token.revoke_failed').length === 1);
    expect(world.events.map(({ name }) => name).toSorted()).toEqual([
      'logout.succeeded',
      'request.refused',
      'token.revoke_failed',
    ]);
  });

  it('does no harm twice, or to somebody who isn’t signed in', async () => {
    await browser.submit('/auth/logout');
    for (const visitor of [browser, world.browser()]) {
      const { status, location } = await visitor.submit('/auth/logout', {}, { follow: false });
      expect([status, location?.href]).toEqual([303, logoutAtCognito()]);
    }
    expect(world.provider.calls.revoke).toHaveLength(1);
    expect(world.eventsNamed('logout.succeeded')).toHaveLength(1);
  });

  it.each(['GET', 'HEAD', 'PUT', 'DELETE'])('does not happen by %s', async (method) => {
    const { status } = await browser.fetch('/auth/logout', { method });
    expect([404, 405]).toContain(status);
    expect((await browser.fetch('/auth/session')).status).toBe(200);
  });
});
