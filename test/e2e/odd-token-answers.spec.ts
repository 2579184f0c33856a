import type { JWTPayload } from 'jose';
import { letPass, realTime } from '../support/clock.js';
import { eventually } from '../support/eventually.js';
import type { OpenIdProvider } from '../support/openid-provider.js';
import { outcome, refused } from '../support/refused-login.js';
import {
  generateSigningKey,
  signedAs,
  type Signer,
  signedWith,
  signedWithSecret,
  tamperedAfter,
  unsigned,
} from '../support/signing-keys.js';
import { World } from '../support/world.js';

const INVALID = 'access_token_invalid';
const seconds = () => Math.floor(Date.now() / 1000);

// What the next page would refuse must not begin a session: it would end in an endless login
// (opensearch security-dashboards-plugin 990).
describe('a login whose token answer is odd', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.stop());
  beforeEach(() => {
    world.events.length = 0;
    world.provider.calls.revoke.length = 0;
  });
  afterEach(() => {
    realTime();
    world.provider.changeAnswers(undefined);
  });

  const accessTokens: [name: string, damage: JWTPayload, reason: string][] = [
    ['ended by our clock', { exp: seconds() - 60 }, 'token_expired'],
    ['is of another client', { client_id: 'another-client' }, 'access_token_invalid'],
    ['names no client', { client_id: undefined }, 'access_token_invalid'],
    ['is of another person', { sub: 'somebody-else' }, 'access_token_invalid'],
    ['is of another issuer', { iss: 'https://evil.example' }, 'access_token_invalid'],
    ['is an ID token', { token_use: 'id' }, 'access_token_invalid'],
    ['has no end', { exp: undefined }, 'access_token_invalid'],
    ['is good only later', { nbf: seconds() + 3600 }, 'access_token_invalid'],
    [
      'may change the account itself, which nobody asked for',
      { scope: 'openid aws.cognito.signin.user.admin email' },
      'access_token_invalid',
    ],
  ];
  it.each(accessTokens)(
    'begins no session where the access token %s',
    async (_name, damage, reason) => {
      const browser = world.browser();
      world.provider.nextAccessToken((claims) => ({ ...claims, ...damage }));
      const answer = await browser.click('/auth/login?returnTo=/example');
      expect(outcome(world, browser, answer)).toEqual(refused(502, reason));
      expect(answer.before.length).toBeLessThan(4); // and nobody goes in circles
    },
  );

  type Forger = (provider: OpenIdProvider) => Signer | Promise<Signer>;
  const forgeries: [name: string, forger: Forger, reason: string][] = [
    [
      'with a key that Cognito doesn’t publish',
      async () => signedWith(await generateSigningKey()),
      'signing_key_unknown',
    ],
    ['before it was changed', ({ accessKey }) => tamperedAfter(signedWith(accessKey)), INVALID],
    ['by nobody', () => unsigned, INVALID],
    [
      'with HS256, keyed with what everybody knows: the public key',
      ({ accessKey: { pem, kid } }) => signedWithSecret(pem, kid),
      INVALID,
    ],
    [
      'with HS256, keyed with the client secret',
      ({ clientSecret, accessKey: { kid } }) => signedWithSecret(clientSecret, kid),
      INVALID,
    ],
    ...(['RS384', 'RS512', 'PS256'] as const).map((alg): [string, Forger, string] => [
      `with ${alg} by the right key, which is for RS256`,
      ({ accessKey }) => signedAs(alg, accessKey),
      INVALID,
    ]),
  ];
  it.each(forgeries)(
    'begins no session where the access token is signed %s',
    async (_name, forger, reason) => {
      const browser = world.browser();
      world.provider.signNextAccessTokenWith(await forger(world.provider));
      const answer = await browser.click('/auth/login');
      expect(outcome(world, browser, answer)).toEqual(refused(502, reason));
    },
  );

  type Change = (answer: object) => unknown;
  const answers: [name: string, change: Change, status: number, reason: string][] = [
    [
      'an opaque access token',
      (a) => ({ ...a, access_token: 'opaque' }),
      502,
      'access_token_invalid',
    ],
    [
      'an access token that only looks like one',
      (a) => ({ ...a, access_token: 'a.b.c' }),
      502,
      'access_token_invalid',
    ],
    ['no access token', (a) => ({ ...a, access_token: undefined }), 502, 'id_token_invalid'],
    ['no ID token', (a) => ({ ...a, id_token: undefined }), 502, 'id_token_invalid'],
    [
      'a token type that nobody asked for',
      (a) => ({ ...a, token_type: 'mac' }),
      502,
      'id_token_invalid',
    ],
    ['a time to live of nothing', (a) => ({ ...a, expires_in: 0 }), 502, 'token_expired'],
    ['one of next to nothing', (a) => ({ ...a, expires_in: 5e-324 }), 502, 'token_expired'],
    ['a negative time to live', (a) => ({ ...a, expires_in: -1 }), 502, 'id_token_invalid'],
    ['a number', () => 42, 502, 'id_token_invalid'],
    ['null', () => null, 502, 'id_token_invalid'],
    ['a list', () => [], 502, 'id_token_invalid'],
    [
      'more than any answer needs',
      (a) => ({ ...a, more: 'x'.repeat(2_000_000) }),
      502,
      'answer_too_long',
    ],
  ];
  it.each(answers)('begins no session for %s', async (_name, change, status, reason) => {
    const browser = world.browser();
    world.provider.changeAnswers(change);
    const answer = await browser.click('/auth/login');
    expect(outcome(world, browser, answer)).toEqual(refused(status, reason));
  });

  it('revokes what it doesn’t use', async () => {
    world.provider.nextAccessToken((claims) => ({ ...claims, client_id: 'another-client' }));
    await world.browser().click('/auth/login');
    await eventually(async () => world.provider.calls.revoke.length === 1);
    expect(world.provider.accepts(world.provider.issued.at(-1)?.refresh_token ?? '')).toBe(false);
  });

  const temporary: [name: string, fail: (provider: OpenIdProvider) => void, after: RegExp][] = [
    ['429', (provider) => provider.failToken(429, 'too_many_requests'), /^5$/],
    ['429 and when', (provider) => provider.failToken(429, 'x', { 'retry-after': '17' }), /^17$/],
    [
      '503 and a date',
      (provider) =>
        provider.failToken(503, 'x', {
          'retry-after': new Date(Date.now() + 30_000).toUTCString(),
        }),
      /^(29|30)$/,
    ],
    [
      '429 and a time beyond all patience',
      (provider) => provider.failToken(429, 'x', { 'retry-after': '99999999' }),
      /^300$/,
    ],
    [
      '429 and a word',
      (provider) => provider.failToken(429, 'x', { 'retry-after': 'later' }),
      /^5$/,
    ],
    ['500', (provider) => provider.failToken(500, 'internal_error'), /^5$/],
  ];
  it.each(temporary)('says when to come back for %s', async (_name, fail, after) => {
    const browser = world.browser();
    fail(world.provider);
    const answer = await browser.click('/auth/login');
    expect(outcome(world, browser, answer)).toEqual(refused(503, 'provider_unavailable'));
    expect(answer.headers['retry-after']).toMatch(after);
  });

  it('takes an access token with an audience beside our client id', async () => {
    const browser = world.browser();
    world.provider.nextAccessToken((claims) => ({ ...claims, aud: 'https://api.example.com' }));
    await browser.signIn();
    expect((await browser.fetch('/api/hello')).status).toBe(200);
  });

  it('tolerates as much between the clocks as the next page does', async () => {
    const browser = world.browser();
    world.provider.nextAccessToken((claims) => ({ ...claims, nbf: seconds() + 8 }));
    await browser.signIn();
    expect((await browser.fetch('/api/hello')).status).toBe(200);
  });

  it('keeps the session of who gets an access token whose key isn’t published yet', async () => {
    const browser = world.browser();
    await browser.signIn();
    letPass(301_000);
    const newKey = await generateSigningKey();
    const claims = { iss: world.provider.issuer, sub: 'x', exp: seconds() + 600 };
    const early = await signedWith(newKey)(claims);
    world.provider.changeAnswers((answer) => ({ ...answer, access_token: early }));
    const answer = await browser.fetch('/api/hello');
    expect([answer.status, answer.setCookies]).toEqual([503, []]);
    expect(answer.json()).toMatchObject({ code: 'provider_unavailable' });
    expect((await browser.fetch('/auth/session')).status).toBe(200);
  });
});
