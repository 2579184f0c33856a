import { createHash } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import * as openid from 'openid-client';
import { alice, CALLBACK, discover, NONCE, startPool } from '../../testing/pool-under-test.js';
import { STATE, VERIFIER, type PoolUnderTest } from '../../testing/pool-under-test.js';
import { defaultSettings } from '../settings.js';

const { client } = defaultSettings;
const basic = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
});
const SECRET = basic(client.id, client.secret);
const UUID = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/u;

describe('POST /oauth2/token', () => {
  let pool: PoolUnderTest;

  beforeAll(async () => {
    pool = await startPool();
  });
  afterAll(() => pool.close());

  const newCode = async (changes: Record<string, string | undefined> = {}) =>
    (await pool.signIn(pool.visitor(), changes)).parameters.get('code') ?? '';
  const exchange = async (form: Record<string, string>, headers: HeadersInit = SECRET) => {
    const all = { grant_type: 'authorization_code', redirect_uri: CALLBACK, ...form };
    const response = await pool.post('/oauth2/token', all, headers);
    return { status: response.status, body: await response.json() };
  };

  it('gives the claims of an ID token, signed with a key of its own', async () => {
    const { id_token: idToken = '', access_token: accessToken } = await pool.tokens();
    const claims = decodeJwt(idToken);
    expect(claims).toEqual({
      sub: expect.stringMatching(UUID),
      aud: client.id,
      'cognito:roles': defaultSettings.groups.map(({ role }) => role),
      'cognito:preferred_role': defaultSettings.groups[0]?.role,
      iss: pool.issuer,
      token_use: 'id',
      'cognito:username': claims.sub,
      'cognito:groups': ['admins', 'users'],
      email: alice.email,
      email_verified: true,
      nonce: NONCE,
      at_hash: createHash('sha256')
        .update(accessToken)
        .digest()
        .subarray(0, 16)
        .toString('base64url'),
      auth_time: claims.iat,
      event_id: expect.stringMatching(UUID),
      origin_jti: expect.stringMatching(UUID),
      jti: expect.stringMatching(UUID),
      iat: expect.any(Number),
      exp: Number(claims.iat) + 300,
    });
    expect(decodeProtectedHeader(idToken).kid).not.toBe(decodeProtectedHeader(accessToken).kid);
  });

  it('gives the claims of an access token: no audience, the e-mail address by a trigger', async () => {
    const { access_token: accessToken, expires_in: expiresIn } = await pool.tokens();
    const claims = decodeJwt(accessToken);
    expect(claims).toEqual({
      sub: expect.stringMatching(UUID),
      client_id: client.id,
      email: alice.email,
      iss: pool.issuer,
      token_use: 'access',
      scope: 'openid email profile',
      username: claims.sub,
      'cognito:groups': ['admins', 'users'],
      auth_time: claims.iat,
      origin_jti: expect.stringMatching(UUID),
      jti: expect.stringMatching(UUID),
      version: 2,
      iat: expect.any(Number),
      exp: Number(claims.iat) + 300,
    });
    expect(expiresIn).toBe(300);
  });

  it('gives no ID token without the scope openid', async () => {
    const code = await newCode({ scope: 'hello-api/read' });
    const { body } = await exchange({ code, code_verifier: VERIFIER });
    expect(body).not.toHaveProperty('id_token');
    expect(decodeJwt(body.access_token)['scope']).toBe('hello-api/read');
  });

  it.each([
    ['basic', openid.ClientSecretBasic(client.secret)],
    ['post', openid.ClientSecretPost(client.secret)],
  ])('takes the client secret by %s', async (_how, method) => {
    const configuration = await discover(pool.issuer, client.id, method);
    const arrived = await pool.signIn();
    const tokens = await openid.authorizationCodeGrant(configuration, new URL(arrived.url), {
      pkceCodeVerifier: VERIFIER,
      expectedState: STATE,
      expectedNonce: NONCE,
    });
    expect(tokens.claims()?.['email']).toBe(alice.email);
  });

  it.each([
    ['no credentials', {}, {}],
    ['a wrong secret', {}, basic(client.id, 'wrong')],
    ['another client', {}, basic('other', client.secret)],
    ['an empty secret', {}, basic(client.id, '')],
    ['a basic header that is none', {}, { authorization: 'Basic !' }],
    ['a wrong secret by post', { client_id: client.id, client_secret: 'x' }, {}],
    ['a secret without its client', { client_secret: client.secret }, {}],
    ['a right and a wrong secret', { client_id: client.id, client_secret: 'x' }, SECRET],
  ])('refuses %s, leaving the code as it is', async (_what, form, headers) => {
    const code = await newCode();
    const grant = { code, code_verifier: VERIFIER };
    const refused = await exchange({ ...grant, ...form }, headers);
    expect(refused).toEqual({ status: 400, body: { error: 'invalid_client' } });
    expect((await exchange(grant)).status).toBe(200);
  });

  it.each([
    ['a wrong verifier', { code_verifier: 'another-verifier-of-at-least-forty-three-charact' }],
    ['no verifier', {}],
    ['another redirect_uri', { code_verifier: VERIFIER, redirect_uri: `${CALLBACK}/` }],
  ])('refuses %s, and uses the code up', async (_what, form) => {
    const code = await newCode();
    const refused = await exchange({ code, ...form });
    expect(refused).toEqual({ status: 400, body: { error: 'invalid_grant' } });
    const again = await exchange({ code, code_verifier: VERIFIER });
    expect(again).toEqual({ status: 400, body: { error: 'invalid_grant' } });
  });

  it('takes a code once', async () => {
    const grant = { code: await newCode(), code_verifier: VERIFIER };
    expect((await exchange(grant)).status).toBe(200);
    expect((await exchange(grant)).body).toEqual({ error: 'invalid_grant' });
  });

  it('takes a code for five minutes', async () => {
    const [early, late] = [await newCode(), await newCode()];
    pool.pass(299 - 30); // the second sign-in took half a minute
    expect((await exchange({ code: early, code_verifier: VERIFIER })).status).toBe(200);
    pool.pass(31);
    expect((await exchange({ code: late, code_verifier: VERIFIER })).status).toBe(400);
  });

  it('takes a code without a verifier where PKCE was not asked for', async () => {
    const code = await newCode({ code_challenge: undefined, code_challenge_method: undefined });
    expect((await exchange({ code })).status).toBe(200);
  });

  const send = async (type: string, body: string) =>
    fetch(`${pool.domain}/oauth2/token`, {
      method: 'POST',
      body,
      headers: { ...SECRET, 'content-type': type },
    });

  it.each([
    ['no grant_type', { grant_type: '' }, 'unsupported_grant_type'],
    ['an unknown grant_type', { grant_type: 'password' }, 'unsupported_grant_type'],
    ['the name of something in every object', { grant_type: 'toString' }, 'unsupported_grant_type'],
    ['no code', {}, 'invalid_request'],
    ['an unknown code', { code: 'x' }, 'invalid_grant'],
    ['an endless code', { code: 'x'.repeat(8193) }, 'invalid_request'],
    ['no refresh token', { grant_type: 'refresh_token' }, 'invalid_request'],
    [
      'an unknown refresh token',
      { grant_type: 'refresh_token', refresh_token: 'x' },
      'invalid_grant',
    ],
  ])('refuses %s', async (_what, form, error) => {
    expect(await exchange(form)).toEqual({ status: 400, body: { error } });
  });

  it('refuses a repeated parameter, and a body that is no form', async () => {
    const form = 'application/x-www-form-urlencoded';
    for (const response of [
      await send(form, 'grant_type=authorization_code&code=a&code=b'),
      await send('application/json', '{"grant_type":"authorization_code"}'),
      await send(form, ''),
    ]) {
      expect(response.status).toBe(400);
      expect(await response.json()).toEqual({ error: 'invalid_request' });
    }
  });
});
