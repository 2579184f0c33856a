import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { startPool, type PoolUnderTest } from '../testing/pool-under-test.js';

const getJson = async (url: string) => (await fetch(url)).json();

function burn() {
  throw new Error('the printer is on fire');
}

describe('the local Cognito', () => {
  let pool: PoolUnderTest;

  beforeAll(async () => {
    pool = await startPool();
  });
  afterAll(() => pool.close());

  it('describes itself under the issuer', async () => {
    expect(await getJson(`${pool.issuer}/.well-known/openid-configuration`)).toEqual({
      authorization_endpoint: `${pool.domain}/oauth2/authorize`,
      end_session_endpoint: `${pool.domain}/logout`,
      id_token_signing_alg_values_supported: ['RS256'],
      issuer: `${pool.domain}/eu-central-1_localpool`,
      jwks_uri: `${pool.issuer}/.well-known/jwks.json`,
      response_types_supported: ['code'],
      revocation_endpoint: `${pool.domain}/oauth2/revoke`,
      scopes_supported: ['openid', 'email', 'phone', 'profile'],
      subject_types_supported: ['public'],
      token_endpoint: `${pool.domain}/oauth2/token`,
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      userinfo_endpoint: `${pool.domain}/oauth2/userInfo`,
    });
  });

  it('shows the public halves of two keys, under the issuer', async () => {
    const { keys } = await getJson(`${pool.issuer}/.well-known/jwks.json`);
    expect(keys).toHaveLength(2);
    expect(new Set(keys.map((key: { kid: string }) => key.kid)).size).toBe(2);
    for (const key of keys) {
      expect(Object.keys(key).toSorted()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
    }
  });

  it.each(['openid-configuration', 'jwks.json'])('has no %s at the domain', async (name) => {
    expect((await fetch(`${pool.domain}/.well-known/${name}`)).status).toBe(404);
  });

  it('names the browsers’ host for browsers, and the servers’ for all else', async () => {
    const split = await startPool();
    await split.close();
    const browserUrl = 'http://login.example';
    const apart = await startPool({ port: split.port, browserUrl, serverUrl: split.domain });
    expect(apart).toMatchObject({ domain: browserUrl, issuer: split.issuer });
    const document = await getJson(`${apart.issuer}/.well-known/openid-configuration`);
    const hostOf = (name: string) => new URL(document[name]).host;
    expect(hostOf('authorization_endpoint')).toBe('login.example');
    expect(hostOf('end_session_endpoint')).toBe('login.example');
    for (const name of ['token_endpoint', 'userinfo_endpoint', 'revocation_endpoint', 'jwks_uri']) {
      expect(hostOf(name)).toBe(`localhost:${split.port}`);
    }
    await apart.close();
  });

  it('signs with the keys that it shows', async () => {
    const tokens = await pool.tokens();
    const keys = createRemoteJWKSet(new URL(`${pool.issuer}/.well-known/jwks.json`));
    for (const token of [tokens.access_token, tokens.id_token ?? '']) {
      const { payload } = await jwtVerify(token, keys, {
        issuer: pool.issuer,
        currentDate: new Date((Number(decodeJwt(token).iat) + 1) * 1000),
      });
      expect(payload['token_use']).toMatch(/^(?:id|access)$/u);
    }
  });

  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  it.each([
    ['an unknown path', 404, '/nowhere', {}],
    ['a malformed path', 404, '/%E0%A4%A', {}],
    ['a method that a page has not', 404, '/login', { method: 'DELETE' }],
    [
      'a form that is too large',
      413,
      '/login',
      { method: 'POST', headers: form, body: 'a'.repeat(40_000) },
    ],
    [
      'a form with too many fields',
      413,
      '/login',
      { method: 'POST', headers: form, body: 'a=1&'.repeat(60) },
    ],
    [
      'an unknown charset',
      415,
      '/oauth2/token',
      {
        method: 'POST',
        headers: { 'content-type': `${form['content-type']}; charset=x` },
        body: 'a=1',
      },
    ],
    [
      'a damaged compression',
      400,
      '/oauth2/token',
      { method: 'POST', headers: { ...form, 'content-encoding': 'gzip' }, body: 'no gzip' },
    ],
    [
      'a token request that is too large',
      413,
      '/oauth2/token',
      { method: 'POST', headers: form, body: 'a'.repeat(40_000) },
    ],
  ])('answers %s with %i and no stack trace', async (_what, status, path, init) => {
    const response = await fetch(pool.domain + path, init);
    expect(response.status).toBe(status);
    expect(await response.text()).not.toMatch(/\bat |node_modules|Error:/u);
    expect(pool.failures).toEqual([]);
  });

  it('answers 500 without a word when it fails itself, and logs why', async () => {
    const failing = await startPool({ mail: burn });
    const visitor = failing.visitor();
    const page = await visitor.open(failing.authorizeUrl({}, '/signup'));
    const account = { email: 'carol@example.com', password: 'Correct-Horse-9' };
    const failed = await visitor.submit(page, account);
    expect(failed.status).toBe(500);
    expect(failed.html).not.toContain('printer');
    expect(failing.failures.join('\n')).toMatch(/^Error: the printer is on fire\n +at /u);
    await failing.close();
  });

  it('answers malformed cookies as if there were none', async () => {
    const headers = { cookie: 'cognito=%E0%A4%A; XSRF-TOKEN=%; =; ;;' };
    const response = await fetch(pool.authorizeUrl(), { headers });
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('<h1>Sign in</h1>');
  });
});
