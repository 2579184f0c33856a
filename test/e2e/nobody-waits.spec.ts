import { letPass, realTime } from '../support/clock.js';
import { alice } from '../support/cognito-shapes.js';
import { eventually } from '../support/eventually.js';
import type { Answer, TestBrowser } from '../support/test-browser.js';
import { World } from '../support/world.js';

const STALE_MS = 250_000; // of the 300 s that a token lives
const OVER_MS = 301_000;
/** Cognito would be waited for for ten seconds; what waits for nothing is done long before. */
const SOON_MS = 3_000;

async function soon(answer: Promise<Answer>): Promise<Answer> {
  const late = AbortSignal.timeout(SOON_MS);
  return Promise.race([
    answer,
    new Promise<never>((_resolve, reject) => {
      late.addEventListener('abort', () => reject(new Error('somebody waited')));
    }),
  ]);
}

// azure-sdk-for-java 11704, MSAL.js 6102: a provider that is silent is no reason to wait for it.
describe('while Cognito is silent', () => {
  let world: World;
  let browser: TestBrowser;

  beforeEach(async () => {
    world = await World.start();
    browser = world.browser();
    await browser.signIn();
    await browser.fetch('/api/hello'); // from now on the keys of Cognito are known
  });
  afterEach(async () => {
    realTime();
    await world.stop();
  });

  const everything: [name: string, visit: () => Promise<Answer>, status: number][] = [
    ['the home page', () => browser.navigate('/'), 200],
    ['the session as JSON', () => browser.fetch('/auth/session'), 200],
    ['a login that goes straight back', () => browser.click('/auth/login', { follow: false }), 302],
    ['signing out', () => browser.submit('/auth/logout', {}, { follow: false }), 303],
    ['signing out by a script', () => browser.fetch('/auth/logout', { method: 'POST' }), 200],
    ['readiness', () => browser.program('/health/ready'), 200],
  ];

  it.each([
    ...everything.map(
      ([name, visit, status]) => [name, 'is about to end', STALE_MS, visit, status] as const,
    ),
    ...everything.map(
      ([name, visit, status]) => [name, 'is over', OVER_MS, visit, status] as const,
    ),
    [
      'a call of the API',
      'is about to end',
      STALE_MS,
      () => browser.fetch('/api/hello'),
      200,
    ] as const,
    [
      'a page that calls the API',
      'is about to end',
      STALE_MS,
      () => browser.navigate('/example'),
      200,
    ] as const,
  ])('%s does not wait, with a token that %s', async (_name, _age, ms, visit, status) => {
    letPass(ms);
    world.provider.hang();
    expect((await soon(visit())).status).toBe(status);
    expect((await soon(visit())).status).toBeLessThan(500); // nor does the next one
  });

  it('the session says the same as before, whatever its token does', async () => {
    const before = (await browser.fetch('/auth/session')).json();
    letPass(OVER_MS);
    world.provider.hang();
    const after = (await browser.fetch('/auth/session')).json();
    expect(after).toMatchObject({ user: { sub: alice.sub, groups: alice.groups } });
    expect(before).toMatchObject({ user: { sub: alice.sub, groups: alice.groups } });
  });

  it('and after it was asked once, nobody waits for it again', async () => {
    letPass(OVER_MS);
    world.provider.failToken(503, 'x');
    expect((await browser.fetch('/api/hello')).status).toBe(503);
    world.provider.hang();
    for (let call = 0; call < 10; call += 1) {
      expect((await soon(browser.fetch('/api/hello'))).status).toBe(503);
    }
    expect(world.provider.calls.token.filter((form) => form.has('refresh_token'))).toHaveLength(1);
  });

  it('the sign-out is made good for at Cognito when it answers', async () => {
    await browser.submit('/auth/logout', {}, { follow: false });
    const [tokens] = world.provider.issued;
    await eventually(async () => !world.provider.accepts(tokens?.refresh_token ?? ''));
    expect(world.provider.calls.revoke).toHaveLength(1);
  });
});
