import type { JWTPayload } from 'jose';
import { letPass, realTime } from '../support/clock.js';
import { alice } from '../support/cognito-shapes.js';
import { Background } from '../../src/session/background.js';
import { SESSION_ENGINE, type SessionEngine } from '../../src/session/engine.js';
import { SessionIndex } from '../../src/session/session-index.js';
import { eventually } from '../support/eventually.js';
import type { OpenIdProvider } from '../support/openid-provider.js';
import {
  generateSigningKey,
  signedWith,
  tamperedAfter,
  unsigned,
} from '../support/signing-keys.js';
import type { TestBrowser } from '../support/test-browser.js';
import { World } from '../support/world.js';

const STALE_MS = 250_000; // of the 300 s that a token lives
const DEAD_MS = 301_000;

describe('a session whose ID token, which the API gets, ends before its access token', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start({ API_TOKEN: 'id' });
  });
  afterAll(() => world.stop());
  afterEach(realTime);

  it('is refreshed when the ID token ends: a body that can’t be sent twice is sent with a good one', async () => {
    const browser = world.browser();
    world.provider.nextIdToken((claims) => ({ ...claims, exp: Number(claims.iat) + 120 }));
    await browser.signIn();
    letPass(121_000);
    const body = 'x'.repeat(100_000);
    expect((await browser.fetch('/api/items', { method: 'POST', body })).status).toBe(200);
    const newest = world.provider.issued.at(-1)?.id_token;
    expect(world.provider.issued).toHaveLength(2);
    expect(world.api.last.headers.authorization).toBe(`Bearer ${newest}`);
  });
});

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

  it('uses one that is about to end, and has a new one by the next request', async () => {
    letPass(STALE_MS);
    expect((await callApi()).status).toBe(200);
    const [first] = world.provider.issued;
    expect(world.api.last.headers.authorization).toBe(`Bearer ${first?.access_token}`);
    await eventually(async () => world.eventsNamed('token.refreshed').length === 1);
    expect((await callApi()).status).toBe(200);
    const [, second] = world.provider.issued;
    expect(world.api.last.headers.authorization).toBe(`Bearer ${second?.access_token}`);
    expect(grants()).toEqual(['refresh_token']);
  });

  it('refreshes one that has ended before using it', async () => {
    letPass(DEAD_MS);
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
    await eventually(async () => world.provider.calls.revoke.length > 0);
    expect(world.provider.calls.revoke.at(-1)?.get('token')).toBe(last?.refresh_token);
  });

  it('ends where Cognito says that the refresh token is dead', async () => {
    letPass(DEAD_MS);
    world.provider.failToken(400, 'invalid_grant');
    const { status, setCookies } = await callApi();
    expect([status, setCookies]).toEqual([401, []]); // the cookie stays: it says that a session has ended
    expect(world.eventsNamed('session.ended')).toMatchObject([
      { name: 'session.ended', sub: alice.sub, reason: 'refresh_rejected' },
    ]);
    expect((await browser.navigate('/')).body).toContain('Sign in');
  });

  const foreign: [name: string, JWTPayload][] = [
    ['for another person', { sub: 'somebody-else' }],
    ['for nobody', { sub: '' }],
    ['of another issuer', { iss: 'https://evil.example' }],
    ['for another client', { aud: 'another-client' }],
    ['that another client may use', { azp: 'another-client' }],
  ];
  it.each(foreign)('ends where the new ID token is one %s', async (_name, damage) => {
    letPass(DEAD_MS);
    world.provider.nextIdToken((claims) => ({ ...claims, ...damage }));
    expect((await callApi()).status).toBe(401);
    await expectEnded();
  });

  it('ends where the new ID token has a signature that its key did not make', async () => {
    letPass(DEAD_MS);
    world.provider.signNextWith(tamperedAfter(signedWith(world.provider.signingKey)));
    expect((await callApi()).status).toBe(401);
    await expectEnded();
  });

  /** Nothing is left: not here, not in the list of the user's sessions, not at Cognito. */
  const expectEnded = async () => {
    expect((await browser.fetch('/auth/session')).status).toBe(401);
    expect(world.eventsNamed('token.refresh_rejected')).toHaveLength(1);
    expect(world.api.received).toEqual([]);
    expect(await world.app.get(SessionIndex).list(alice.sub)).toEqual([]);
    const [first] = world.provider.issued;
    await eventually(async () => world.provider.calls.revoke.length > 0);
    expect(world.provider.calls.revoke[0]?.get('token')).toBe(first?.refresh_token);
  };

  const seconds = Math.floor(Date.now() / 1000);
  const YEAR_SECONDS = 31_536_000;
  type Spoil = (provider: OpenIdProvider) => void | Promise<void>;
  const unclear: [name: string, spoil: Spoil][] = [
    [
      'an ID token that has ended',
      (provider) => provider.nextIdToken((claims) => ({ ...claims, exp: seconds - 60 })),
    ],
    [
      'an ID token of a year ago',
      (provider) => provider.nextIdToken((claims) => ({ ...claims, iat: seconds - YEAR_SECONDS })),
    ],
    [
      'an access token for an ID token',
      (provider) => provider.nextIdToken((claims) => ({ ...claims, token_use: 'access' })),
    ],
    ['an ID token that nobody signed', (provider) => provider.signNextWith(unsigned)],
    [
      'an ID token whose key is not published yet',
      async (provider) => provider.signNextWith(signedWith(await generateSigningKey())),
    ],
    [
      'an access token without an end',
      (provider) => provider.nextAccessToken((claims) => ({ ...claims, exp: undefined })),
    ],
    [
      'an access token that has ended',
      (provider) => provider.nextAccessToken((claims) => ({ ...claims, exp: seconds - 60 })),
    ],
    [
      'an opaque access token',
      (provider) => provider.changeAnswers((answer) => ({ ...answer, access_token: 'opaque' })),
    ],
    ...(
      [
        ['is of another client', { client_id: 'another-client' }],
        ['is of another person', { sub: 'somebody-else' }],
        ['is of another issuer', { iss: 'https://evil.example' }],
        ['is an ID token', { token_use: 'id' }],
        ['can do more', { scope: 'openid aws.cognito.signin.user.admin' }],
      ] as const
    ).map(([name, damage]): [string, Spoil] => [
      `an access token that ${name}`,
      (provider) => provider.nextAccessToken((claims) => ({ ...claims, ...damage })),
    ]),
    [
      'no access token',
      (provider) => provider.changeAnswers((answer) => ({ ...answer, access_token: undefined })),
    ],
    [
      'a time to live that is over',
      (provider) => provider.changeAnswers((answer) => ({ ...answer, expires_in: 0 })),
    ],
    [
      'a time to live that is no number',
      (provider) => provider.changeAnswers((answer) => ({ ...answer, expires_in: 'soon' })),
    ],
    ['500', (provider) => provider.failToken(500, 'internal_error')],
    ['429', (provider) => provider.failToken(429, 'too_many_requests')],
    ['another 400', (provider) => provider.failToken(400, 'invalid_request')],
    ['401', (provider) => provider.failToken(401, 'invalid_client')],
  ];
  it.each(unclear)('outlives %s, and goes on with the next refresh', async (_name, spoil) => {
    letPass(DEAD_MS);
    await spoil(world.provider);
    const { status, headers, setCookies, json } = await callApi();
    expect([status, setCookies]).toEqual([503, []]);
    expect(json()).toMatchObject({ code: 'provider_unavailable' });
    expect(world.eventsNamed('token.refresh_unavailable')).toHaveLength(1);
    expect(world.eventsNamed('session.ended')).toEqual([]);

    world.provider.changeAnswers(undefined);
    letPass(1000 * Number(headers['retry-after']));
    expect((await callApi()).status).toBe(200); // by the refresh token that came with the spoilt answer
  });

  it.each([
    ['what a trigger refuses to one person', 400, 200],
    ['that it refuses this client', 401, 503],
    ['that it is down', 503, 503],
  ])('keeps from others %s only where it concerns them', async (_name, status, forOthers) => {
    const other = world.browser();
    await other.signIn();
    letPass(DEAD_MS);
    world.provider.failToken(status, 'invalid_request');
    expect((await callApi()).status).toBe(503);
    expect((await other.fetch('/api/hello')).status).toBe(forOthers);
    const asked = grants().length;
    expect((await callApi()).status).toBe(503); // and who was refused doesn’t ask with each request
    expect(grants()).toHaveLength(asked);
  });

  it('isn’t refreshed with each request where Cognito’s tokens live for less than a minute', async () => {
    letPass(DEAD_MS);
    world.provider.tokenSeconds = 40;
    for (let call = 0; call < 5; call += 1) {
      expect((await callApi()).status).toBe(200);
      await world.app.get(Background).finished();
    }
    expect(grants()).toHaveLength(1);
    letPass(41_000);
    expect((await callApi()).status).toBe(200);
    expect(grants()).toHaveLength(2);
  });

  it('with tokens that don’t open is none: its browser can sign in, and goes in no circles', async () => {
    const engine = world.app.get<SessionEngine>(SESSION_ENGINE);
    const [entry] = await world.app.get(SessionIndex).list(alice.sub);
    await engine.replace(entry?.id ?? '', 'tokens', Buffer.from('x'.repeat(100)), Buffer.from('2'));
    expect((await browser.fetch('/auth/session')).status).toBe(401);
    expect((await browser.navigate('/example')).status).toBe(200);
    expect((await browser.fetch('/auth/session')).status).toBe(200);
  });

  it('takes an answer without an ID token for what it is (OIDC Core §12.2)', async () => {
    letPass(DEAD_MS);
    world.provider.changeAnswers((answer) => ({ ...answer, id_token: undefined }));
    expect((await callApi()).status).toBe(200);
    expect((await browser.fetch('/auth/session')).json()).toMatchObject({
      user: { sub: alice.sub, email: alice.email, groups: alice.groups },
    });
  });

  it('is of whom its newest ID token speaks: the address that they have now', async () => {
    letPass(DEAD_MS);
    const email = 'alice@example.org';
    world.provider.nextIdToken((claims) => ({ ...claims, email }));
    await callApi();
    const { body } = await browser.navigate('/');
    expect(body).toContain(email);
    expect(body).not.toContain(alice.email);
    expect((await browser.fetch('/auth/session')).json()).toMatchObject({
      user: { sub: alice.sub, username: alice.username, email },
    });
  });

  it.each([
    ['none', undefined],
    ['one beyond its end', 86_400],
    ['one beyond all measure', 1e300],
    ['one in a string', '300'],
  ])('refreshes once for a token with %s for its time to live', async (_name, expiresIn) => {
    letPass(DEAD_MS);
    world.provider.changeAnswers((answer) => ({ ...answer, expires_in: expiresIn }));
    for (let call = 0; call < 5; call += 1) expect((await callApi()).status).toBe(200);
    expect(grants()).toEqual(['refresh_token']);
    letPass(DEAD_MS); // its own `exp`
    expect((await callApi()).status).toBe(200);
    expect(grants()).toHaveLength(2);
  });

  // A session that lives and opens no page would go in circles between the two.
  it('ends with its token where there is no refresh token, and the next page begins a login', async () => {
    world.provider.changeAnswers((answer) => ({ ...answer, refresh_token: undefined }));
    const visitor = world.browser();
    await visitor.signIn();
    letPass(STALE_MS);
    expect((await visitor.fetch('/api/hello')).status).toBe(200);
    expect((await visitor.navigate('/')).body).toContain('signed-in-user');
    letPass(DEAD_MS - STALE_MS);
    const { url, status, before } = await visitor.navigate('/example');
    expect([url.pathname, status, before.length]).toEqual(['/example', 200, 4]);
    expect(world.eventsNamed('session.ended')).toEqual([
      expect.objectContaining({ reason: 'refresh_rejected' }),
    ]);
  });

  it('says that the API refuses the token where there is none to refresh it with', async () => {
    world.provider.changeAnswers((answer) => ({ ...answer, refresh_token: undefined }));
    const visitor = world.browser();
    await visitor.signIn();
    world.api.answer = (_request, response) => response.writeHead(401).end();
    expect((await visitor.fetch('/api/hello')).json()).toMatchObject({
      code: 'upstream_rejected_token',
    });
  });

  it('asks a Cognito that throttles no more until it says, and not once for each request', async () => {
    letPass(DEAD_MS);
    world.provider.failToken(429, 'too_many_requests', { 'retry-after': '40' });
    for (let call = 0; call < 10; call += 1) {
      const { status, headers } = await callApi();
      expect([status, headers['retry-after']]).toEqual([503, expect.stringMatching(/^(3\d|40)$/)]);
    }
    expect(grants()).toEqual(['refresh_token']);
    await world.browser().signIn(); // a login asks anew
    letPass(30_000);
    expect((await callApi()).status).toBe(503);
    letPass(10_001);
    expect((await callApi()).status).toBe(200);
    expect(grants()).toEqual(['refresh_token', 'authorization_code', 'refresh_token']);
  });

  it.each(['invalid_request', 'unauthorized_client'])(
    'is refreshed although another one’s refresh fails each time, with %s',
    async (code) => {
      const other = world.browser();
      await other.signIn();
      letPass(DEAD_MS);
      for (let call = 0; call < 3; call += 1) {
        world.provider.failToken(400, code);
        const { status, headers } = await other.fetch('/api/hello');
        expect([status, headers['retry-after']]).toEqual([503, '5']);
        const asked = grants().length;
        expect((await other.fetch('/api/hello')).status).toBe(503);
        expect(grants()).toHaveLength(asked); // it isn't asked once for each request, either
        expect((await callApi()).status).toBe(200);
        letPass(5_001);
      }
    },
  );

  it('goes on with a token that is still good while Cognito is down', async () => {
    letPass(STALE_MS);
    await world.provider.stop();
    for (let call = 0; call < 5; call += 1) {
      expect((await callApi()).status).toBe(200);
      await eventually(async () => world.eventsNamed('token.refresh_unavailable').length > 0);
    }
    expect(world.eventsNamed('token.refresh_unavailable')).toHaveLength(1);
  });

  it('waits where Cognito is down and its token has ended: nobody is signed out', async () => {
    letPass(DEAD_MS);
    await world.provider.stop();
    const { status, headers, setCookies, json } = await callApi();
    expect([status, setCookies]).toEqual([503, []]);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect(json()).toMatchObject({ code: 'provider_unavailable' });
    expect((await browser.fetch('/auth/session')).status).toBe(200); // which needs no token

    await world.provider.restart();
    letPass(1000 * Number(headers['retry-after']));
    expect((await callApi()).status).toBe(200);
  });
});
