import { letPass, realTime } from '../support/clock.js';
import { outcome, refused } from '../support/refused-login.js';
import type { TestBrowser } from '../support/test-browser.js';
import { World } from '../support/world.js';

const OVER_MS = 301_000; // of the 300 s that a token lives

describe('when Cognito breaks off in the middle of its answer', () => {
  let world: World;
  let browser: TestBrowser;

  beforeEach(async () => {
    world = await World.start();
    browser = world.browser();
  });
  afterEach(async () => {
    realTime();
    await world.stop();
  });

  it('a login is refused, and the next one succeeds', async () => {
    world.provider.breaksOff = true;
    const answer = await browser.click('/auth/login');
    expect(outcome(world, browser, answer)).toEqual(refused(503, 'provider_unavailable'));
    world.provider.breaksOff = false;
    await browser.signIn();
  });

  it.each([
    ['within the grace period the session goes on', true, 200],
    ['without one its refresh token is lost, and it ends', false, 401],
  ])('of a refresh: 503, and %s', async (_name, keepsReplaced, then) => {
    await browser.signIn();
    letPass(OVER_MS);
    Object.assign(world.provider, { breaksOff: true, keepsReplaced });
    const { status, headers, setCookies } = await browser.fetch('/api/hello');
    expect([status, setCookies]).toEqual([503, []]);
    world.provider.breaksOff = false;
    letPass(1000 * Number(headers['retry-after']));
    expect((await browser.fetch('/api/hello')).status).toBe(then);
  });
});
