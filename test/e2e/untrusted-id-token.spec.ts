import type { JWTPayload } from 'jose';
import type { OpenIdProvider } from '../support/openid-provider.js';
import { outcome, refused } from '../support/refused-login.js';
import {
  generateSigningKey,
  signedWith,
  signedWithSecret,
  type Signer,
  tamperedAfter,
} from '../support/signing-keys.js';
import { World } from '../support/world.js';

const HOUR = 3600;
const seconds = () => Math.floor(Date.now() / 1000);

// What the OpenID Foundation asks about is played in test/conformance; these are its neighbours.
const damagedClaims: [name: string, JWTPayload, reason: string][] = [
  ['no nonce', { nonce: undefined }, 'id_token_invalid'],
  ['no issuer', { iss: undefined }, 'id_token_invalid'],
  ['several audiences and no azp', { aud: ['test-client', 'x'] }, 'audience_mismatch'],
  [
    'an audience beside ours',
    { aud: ['test-client', 'x'], azp: 'test-client' },
    'audience_mismatch',
  ],
  ['another azp', { aud: ['test-client', 'x'], azp: 'x' }, 'audience_mismatch'],
  ['another azp beside our audience', { azp: 'another-client' }, 'audience_mismatch'],
  ['an azp that is no name', { azp: 1 }, 'audience_mismatch'],
  ['an empty subject', { sub: '' }, 'id_token_invalid'],
  ['a time of issue a year ago', { iat: seconds() - 365 * 24 * HOUR }, 'issue_time_mismatch'],
  ['a time of issue in a year', { iat: seconds() + 365 * 24 * HOUR }, 'issue_time_mismatch'],
  ['a time of issue in milliseconds', { iat: Date.now() }, 'issue_time_mismatch'],
  ['a time of issue of 1970', { iat: 0 }, 'issue_time_mismatch'],
  ['no end', { exp: undefined }, 'id_token_invalid'],
  ['an end that is past', { exp: seconds() - 60 }, 'token_expired'],
  ['a beginning that is to come', { nbf: seconds() + HOUR }, 'token_expired'],
  ['the claims of an access token', { token_use: 'access' }, 'token_use_mismatch'],
  ['no token_use', { token_use: undefined }, 'token_use_mismatch'],
];

type Forger = (provider: OpenIdProvider) => Signer | Promise<Signer>;
const forgeries: [name: string, Forger, reason: string][] = [
  [
    'the signature of a key that Cognito does not publish',
    async () => signedWith(await generateSigningKey()),
    'signing_key_unknown',
  ],
  [
    'claims changed after signing',
    ({ signingKey }) => tamperedAfter(signedWith(signingKey)),
    'signature_invalid',
  ],
  [
    'HS256, keyed with the client secret',
    ({ clientSecret, signingKey: { kid } }) => signedWithSecret(clientSecret, kid),
    'id_token_invalid',
  ],
  [
    'ES256, where RS256 is announced',
    async () => signedWith(await generateSigningKey('ES256')),
    'id_token_invalid',
  ],
  ['no JWT at all', () => async () => 'not-a-jwt', 'id_token_invalid'],
];

describe('an ID token that can’t be trusted signs nobody in', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.stop());
  beforeEach(() => {
    world.events.length = 0;
  });

  it.each(damagedClaims)('with %s', async (_name, damage, reason) => {
    const browser = world.browser();
    world.provider.nextIdToken((claims) => ({ ...claims, ...damage }));
    const answer = await browser.click('/auth/login');
    expect(outcome(world, browser, answer)).toEqual(refused(502, reason));
  });

  it.each(forgeries)('with %s', async (_name, forger, reason) => {
    const browser = world.browser();
    world.provider.signNextWith(await forger(world.provider));
    const answer = await browser.click('/auth/login');
    expect(outcome(world, browser, answer)).toEqual(refused(502, reason));
  });

  it('and leaves a session of before as it was', async () => {
    const browser = world.browser();
    const { location } = await browser.click('/auth/login', { follow: false });
    await browser.signIn();
    const session = browser.cookie('session');

    world.provider.nextIdToken((claims) => ({ ...claims, nonce: 'somebody-elses' }));
    expect((await browser.navigate(location?.href ?? '')).status).toBe(502);
    expect(browser.cookie('session')).toBe(session);
    expect((await browser.fetch('/auth/session')).status).toBe(200);
  });

  it('while one that is a little early or late passes, as clocks differ', async () => {
    const browser = world.browser();
    world.provider.nextIdToken((claims) => ({ ...claims, iat: seconds() + 5 }));
    await browser.signIn();
    expect(browser.cookie('session')).toBeDefined();
  });

  it('nor out: who asks for another login and gets nothing of it is told nothing else', async () => {
    const browser = world.browser();
    await browser.signIn();
    world.provider.nextIdToken((claims) => ({ ...claims, nonce: 'another' }));
    const { status, body } = await browser.click('/auth/login?prompt=select_account');
    expect([status, body.includes('You are not signed in')]).toEqual([502, false]);
    expect(body).toContain('nobody was signed in by it');
    expect((await browser.navigate('/')).body).toContain('signed-in-user');
  });
});
