import { letPass } from '../support/clock.js';
import { alice } from '../support/cognito-shapes.js';
import type { OpenIdProvider } from '../support/openid-provider.js';
import { outcome, refused } from '../support/refused-login.js';
import type { TestBrowser } from '../support/test-browser.js';
import type { World } from '../support/world.js';

/** Who meets in a module: the product, the provider that plays the Foundation's, and somebody at a browser. */
export interface Stage {
  readonly world: World;
  readonly provider: OpenIdProvider;
  readonly browser: TestBrowser;
}
/** One module: what the provider does, and what the product must make of it. */
export type Module = (stage: Stage) => Promise<void>;

type Act = (stage: Stage) => void | Promise<void>;

const TOKEN_LIFE_MS = 301_000;

/** Whatever the provider does, the login succeeds: there is a session, for the person who signed in. */
export const signsIn =
  (act: Act, then: Act = () => undefined): Module =>
  async (stage) => {
    await act(stage);
    await stage.browser.signIn();
    await expectSignedIn(stage);
    await then(stage);
  };

/** The login is refused: no session, an audit event with this reason, and a page that says so. */
export const rejects =
  (reason: string, act: Act): Module =>
  async (stage) => {
    await act(stage);
    const { world, browser } = stage;
    const answer = await browser.click('/auth/login');
    expect(outcome(world, browser, answer)).toEqual(refused(502, reason));
    expect(answer.body).toContain('nobody was signed in');
    expect(world.eventsNamed('login.succeeded')).toEqual([]);
    expect((await browser.fetch('/auth/session')).status).toBe(401);
  };

/** The refresh ends the session: 401, an audit event with this reason, and a page that offers to sign in. */
export const endsAtRefresh =
  (reason: string, act: Act): Module =>
  async (stage) => {
    const { world, browser } = stage;
    await browser.signIn();
    await act(stage);
    letPass(TOKEN_LIFE_MS);
    expect((await browser.fetch('/api/hello')).status).toBe(401);
    expect(world.eventsNamed('token.refresh_rejected')).toMatchObject([{ reason, sub: alice.sub }]);
    expect(world.eventsNamed('session.ended')).toMatchObject([{ reason: 'refresh_rejected' }]);
    expect((await browser.navigate('/')).body).toContain('Sign in');
  };

/** The session's token is refreshed when it has ended, and the API gets the new one. */
export const refreshes: Module = async (stage) => {
  const { world, provider, browser } = stage;
  await browser.signIn();
  letPass(TOKEN_LIFE_MS);
  expect((await browser.fetch('/api/hello')).status).toBe(200);
  const newest = provider.issued.at(-1)?.access_token;
  expect(provider.issued).toHaveLength(2);
  expect(world.api.last.headers.authorization).toBe(`Bearer ${newest}`);
  await expectSignedIn(stage);
};

export async function expectSignedIn({ browser }: Stage): Promise<void> {
  const session = await browser.fetch('/auth/session');
  expect([session.status, session.json()]).toEqual([
    200,
    expect.objectContaining({ user: expect.objectContaining({ sub: alice.sub }) }),
  ]);
  // A session that the next request could not use would be none.
  expect((await browser.fetch('/api/hello')).status).toBe(200);
}
