import type { JWTPayload } from 'jose';
import { letPass, realTime } from '../support/clock.js';
import { alice } from '../support/cognito-shapes.js';
import { generateSigningKey, signedWith, unsigned } from '../support/signing-keys.js';
import type { TestBrowser } from '../support/test-browser.js';
import { World } from '../support/world.js';

const STALE_MS = 250_000; // of the 300 s that a token lives
const DEAD_MS = 301_000;

describe('a session whose access token grows old', () => {
  let world: World;
  let browser: TestBrowser;

  beforeEach(async () => {
    world = await World.start();
    browser = world.browser();
    await browser.signIn();
    world.provider.calls.token.length = 0;
  });
  afterEach(async () => {
    realTime();
    await world.stop();
  });

  const grants = () => world.provider.calls.token.map((form) => form.get('grant_type'));
  const callApi = () => browser.fetch('/api/hello');

  it('uses the token as long as it is good', async () => {
    letPass(200_000);
    expect((await callApi()).status).toBe(200);
    expect(grants()).toEqual([]);
  });

  it.each([
    ['about to end', STALE_MS],
    ['ended', DEAD_MS],
  ])('refreshes one that has %s before using it', async (_name, ms) => {
    letPass(ms);
    expect((await callApi()).status).toBe(200);
    expect(grants()).toEqual(['refresh_token']);
    const [first, second] = world.provider.issued;
    expect(world.provider.calls.token[0]?.get('refresh_token')).toBe(first?.refresh_token);
    expect(world.api.last.headers.authorization).toBe(`Bearer ${second?.access_token}`);
  });

  it('refreshes once, however many requests come at a time', async () => {
    letPass(DEAD_MS);
    const answers = await Promise.all(Array.from({ length: 20 }, callApi));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    expect(grants()).toEqual(['refresh_token']);
  });

  it('keeps each refresh token that replaces another', async () => {
    for (let round = 0; round < 4; round += 1) {
      letPass(DEAD_MS);
      expect((await callApi()).status).toBe(200);
    }
    expect(grants()).toHaveLength(4);
    await browser.submit('/auth/logout');
    const last = world.provider.issued.at(-1);
    expect(world.provider.calls.revoke.at(-1)?.get('token')).toBe(last?.refresh_token);
  });

  it('ends where Cognito says that the refresh token is dead', async () => {
    letPass(DEAD_MS);
    world.provider.failToken(400, 'invalid_grant');
    const { status, setCookies } = await callApi();
    expect(status).toBe(401);
    expect(setCookies).toEqual([expect.stringMatching(/^session=;/)]);
    expect(world.eventsNamed('session.ended')).toEqual([
      { name: 'session.ended', sub: alice.sub, reason: 'refresh_rejected' },
    ]);
    expect((await browser.navigate('/')).body).toContain('Sign in');
  });

  const seconds = Math.floor(Date.now() / 1000);
  const damagedClaims: [name: string, JWTPayload][] = [
    ['for another person', { sub: 'somebody-else' }],
    ['of another issuer', { iss: 'https://evil.example' }],
    ['for another client', { aud: 'another-client' }],
    ['that has ended', { exp: seconds - 60 }],
    ['that is an access token', { token_use: 'access' }],
  ];
  it.each(damagedClaims)('ends where the new ID token is one %s', async (_name, damage) => {
    letPass(DEAD_MS);
    world.provider.nextIdToken((claims) => ({ ...claims, ...damage }));
    expect((await callApi()).status).toBe(401);
    expect((await browser.fetch('/auth/session')).status).toBe(401);
    expect(world.eventsNamed('token.refresh_rejected')).toHaveLength(1);
    expect(world.api.received).toEqual([]);
  });

  it.each([
    ['nobody', async () => unsigned],
    ['a stranger', async () => signedWith(await generateSigningKey())],
  ])('ends where the new ID token is signed by %s', async (_name, signer) => {
    letPass(DEAD_MS);
    world.provider.signNextWith(await signer());
    expect((await callApi()).status).toBe(401);
    expect(world.api.received).toEqual([]);
  });

  it('goes on with a token that is still good while Cognito is down', async () => {
    letPass(STALE_MS);
    await world.provider.stop();
    expect((await callApi()).status).toBe(200);
    expect(world.eventsNamed('token.refresh_unavailable')).toHaveLength(1);
  });

  it.each([
    ['Cognito is down', () => world.provider.stop(), () => world.provider.restart()],
    [
      'Cognito fails',
      async () => world.provider.failToken(500, 'internal_error'),
      async () => undefined,
    ],
    [
      'Cognito refuses our client',
      async () => world.provider.failToken(401, 'invalid_client'),
      async () => undefined,
    ],
  ])('waits where %s and its token has ended: nobody is signed out', async (_name, fail, mend) => {
    letPass(DEAD_MS);
    await fail();
    const { status, headers, setCookies, json } = await callApi();
    expect([status, setCookies]).toEqual([503, []]);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect(json()).toMatchObject({ code: 'provider_unavailable' });

    await mend();
    expect((await callApi()).status).toBe(200);
  });
});
