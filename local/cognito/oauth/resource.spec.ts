import { decodeJwt } from 'jose';
import * as openid from 'openid-client';
import { NONCE, startPool, STATE } from '../../testing/pool-under-test.js';
import { VERIFIER, type PoolUnderTest } from '../../testing/pool-under-test.js';
import { isResource } from './resource.js';

const RESOURCE = 'https://api.example.com/v1';
const audience = (token: string | undefined) => decodeJwt(token ?? '').aud;

describe('a resource', () => {
  it.each([
    'https://api.example.com',
    'https://api.example.com/v1?tenant=a',
    'http://localhost',
    'http://localhost:8080/api',
    'myapp://api',
    'com.example.app+v1://x',
  ])('may be %s', (text) => {
    expect(isResource(text)).toBe(true);
  });

  it.each([
    '',
    'api',
    '/v1',
    '//api.example.com',
    'https:',
    'https://',
    'https:api.example.com',
    'https://api.example.com#part',
    'https://api.example.com/ v1',
    ' https://api.example.com',
    'https://api.example.com\n',
    'http://api.example.com',
    'http://127.0.0.1/',
    'http://localhost.example.com',
    'http://localhost@example.com',
    'http://localhost:80@example.com',
    'http://example.com/localhost',
    'HTTP://example.com',
    'mailto:someone@example.com',
    'urn:example:api',
  ])('may not be %j', (text) => {
    expect(isResource(text)).toBe(false);
  });
});

describe('binding tokens to a resource', () => {
  let pool: PoolUnderTest;

  beforeAll(async () => {
    pool = await startPool();
  });
  afterAll(() => pool.close());

  const tokens = async (asked: string | undefined, named?: string) => {
    const arrived = await pool.signIn(pool.visitor(), { resource: asked });
    const checks = { pkceCodeVerifier: VERIFIER, expectedState: STATE, expectedNonce: NONCE };
    const more = named === undefined ? undefined : { resource: named };
    return openid.authorizationCodeGrant(pool.client, new URL(arrived.url), checks, more);
  };
  const refresh = async (token: string | undefined, named?: string) =>
    openid.refreshTokenGrant(
      pool.client,
      token ?? '',
      named === undefined ? undefined : { resource: named },
    );

  it.each([
    ['at the authorize endpoint alone', undefined],
    ['at the token endpoint, too', RESOURCE],
    ['at the token endpoint without a value', ''],
  ])('puts it into the access token, asked for %s; refreshes keep it', async (_where, named) => {
    const first = await tokens(RESOURCE, named);
    expect(audience(first.access_token)).toBe(RESOURCE);
    expect(audience(first.id_token)).toBe(pool.settings.client.id);
    expect(decodeJwt(first.access_token)['client_id']).toBe(pool.settings.client.id);
    const second = await refresh(first.refresh_token, named);
    const third = await refresh(second.refresh_token);
    expect(audience(second.access_token)).toBe(RESOURCE);
    expect(audience(third.access_token)).toBe(RESOURCE);
    expect(audience(third.id_token)).toBe(pool.settings.client.id);
  });

  it('lets a bound token read the person', async () => {
    const { access_token: accessToken, id_token: idToken } = await tokens(RESOURCE);
    const { sub = '', email } = decodeJwt(idToken ?? '');
    const person = await openid.fetchUserInfo(pool.client, accessToken, sub);
    expect(person.email).toBe(email);
  });

  it.each([
    ['another one than was asked for', RESOURCE, `${RESOURCE}/x`],
    ['one where none was asked for', undefined, RESOURCE],
  ])('gives no token for %s at the token endpoint', async (_what, asked, named) => {
    await expect(tokens(asked, named)).rejects.toMatchObject({ error: 'invalid_target' });
  });

  it('refuses another resource at a refresh, and the refresh token lives on', async () => {
    const { refresh_token: token } = await tokens(RESOURCE);
    await expect(refresh(token, 'https://other.example.com')).rejects.toMatchObject({
      error: 'invalid_target',
    });
    pool.pass(pool.settings.rotation.graceSeconds + 1);
    expect(audience((await refresh(token)).access_token)).toBe(RESOURCE);
  });

  it('says invalid_grant of a dead refresh token, whatever resource is named', async () => {
    await expect(refresh('dead', RESOURCE)).rejects.toMatchObject({ error: 'invalid_grant' });
  });
});
