import { outcome, refused } from '../support/refused-login.js';
import type { TestBrowser } from '../support/test-browser.js';
import { World } from '../support/world.js';

describe('when Cognito fails', () => {
  let world: World;
  let browser: TestBrowser;

  beforeEach(async () => {
    world = await World.start();
    browser = world.browser();
  });
  afterEach(() => world.stop());

  const callbackInHand = async () => {
    const door = await browser.click('/auth/login', { follow: false });
    const { location } = await browser.navigate(door.location?.href ?? '', { follow: false });
    return location?.href ?? '';
  };

  it('the product starts without it, says so, and signs in once it is there', async () => {
    await world.provider.stop();
    const answer = await browser.click('/auth/login');
    expect(outcome(world, browser, answer)).toEqual(refused(503, 'provider_unavailable'));
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);

    await world.provider.restart();
    await browser.signIn();
    expect(browser.cookie('session')).toBeDefined();
  });

  it('a login that needs its answer is told to come back later', async () => {
    const callback = await callbackInHand();
    await world.provider.stop();
    const answer = await browser.navigate(callback);
    expect(outcome(world, browser, answer)).toEqual(refused(503, 'provider_unavailable'));
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  });

  it('spends no code while it has no keys to judge the answer with', async () => {
    const callback = await callbackInHand();
    world.provider.withholdsKeys = true;
    const answer = await browser.navigate(callback);
    expect(outcome(world, browser, answer)).toEqual(refused(503, 'provider_unavailable'));
    expect(world.provider.calls.token).toEqual([]);

    world.provider.withholdsKeys = false;
    await browser.signIn();
    expect(browser.cookie('session')).toBeDefined();
  });

  it.each([
    ['server error', 500, 'internal_error', 503, 'provider_unavailable'],
    ['refused code', 400, 'invalid_grant', 400, 'code_rejected'],
    ['refused client', 401, 'invalid_client', 502, 'client_rejected'],
    ['refused client, as 400', 400, 'invalid_client', 502, 'client_rejected'],
  ])('%s: a page that says what to do', async (_name, status, error, shown, reason) => {
    const callback = await callbackInHand();
    world.provider.failToken(status, error);
    const answer = await browser.navigate(callback);
    expect(outcome(world, browser, answer)).toEqual(refused(shown, reason));
  });

  it('a login waits ten seconds for its answer, and no longer', async () => {
    const callback = await callbackInHand();
    world.provider.hang();
    const answer = await browser.navigate(callback);
    expect(outcome(world, browser, answer)).toEqual(refused(503, 'provider_unavailable'));
  }, 15_000);

  it('who is signed in goes on', async () => {
    await browser.signIn();
    await browser.fetch('/api/hello');
    await world.provider.stop();
    expect((await browser.navigate('/')).body).toContain('signed-in-user');
    expect((await browser.fetch('/auth/session')).status).toBe(200);
    expect((await browser.fetch('/api/hello')).status).toBe(200);
  });
});
