import { letPass, realTime } from '../support/clock.js';
import { outcome, refused } from '../support/refused-login.js';
import { signedWith } from '../support/signing-keys.js';
import type { TestBrowser } from '../support/test-browser.js';
import { World } from '../support/world.js';

describe('when Cognito fails', () => {
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
    expect(answer.headers['retry-after']).toBe('77');
    expect(world.provider.calls.token).toEqual([]);

    world.provider.withholdsKeys = false;
    await browser.signIn();
    expect(browser.cookie('session')).toBeDefined();
  });

  it('goes by the keys that it knows, however old, while no others can be had', async () => {
    await browser.signIn();
    for (const ms of [301_000, 1_000, 301_000]) {
      letPass(ms);
      world.provider.withholdsKeys = true;
      expect((await browser.fetch('/api/hello')).status).toBe(200);
      await world.browser().signIn();
    }
    expect(world.provider.calls.jwks).toBe(3); // when they were old, and once a minute then
    world.provider.withholdsKeys = false;
    letPass(301_000);
    await world.provider.rotateKeys();
    expect((await browser.fetch('/api/hello')).status).toBe(200);
  });

  it('believes a key that is no longer published for five minutes', async () => {
    await browser.signIn();
    const withdrawn = world.provider.signingKey;
    await world.provider.rotateKeys();
    const signIn = async () => {
      world.provider.signNextWith(signedWith(withdrawn));
      const visitor = world.browser();
      return outcome(world, visitor, await visitor.click('/auth/login'));
    };
    letPass(301_000);
    expect(await signIn()).toEqual(refused(502, 'signing_key_unknown'));
  });

  const endpoints = ['authorization_endpoint', 'token_endpoint', 'jwks_uri'];
  const spoilt = [undefined, 7, 'x', '::', 'javascript:alert(1)', 'data:application/json,{}'];
  it.each(endpoints.flatMap((name) => spoilt.map((value) => [name, value] as const)))(
    'a discovery document whose %s is %j is forgotten by the next login',
    async (name, value) => {
      world.provider.discovery = (document) => ({ ...document, [name]: value });
      const answer = await browser.click('/auth/login');
      expect(outcome(world, browser, answer)).toEqual(refused(502, 'metadata_invalid'));
      world.provider.discovery = (document) => document;
      await browser.signIn();
    },
  );

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
