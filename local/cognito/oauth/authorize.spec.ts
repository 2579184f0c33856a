import { CALLBACK, startPool, type PoolUnderTest } from '../../testing/pool-under-test.js';

type Changes = Record<string, string | undefined>;

async function answerTo(url: string) {
  const response = await fetch(url, { redirect: 'manual' });
  const location = new URL(response.headers.get('location') ?? '', url);
  return { status: response.status, location };
}

describe('GET /oauth2/authorize', () => {
  let pool: PoolUnderTest;

  beforeAll(async () => {
    pool = await startPool();
  });
  afterAll(() => pool.close());

  it.each([
    ['all parameters', {}],
    ['without state', { state: undefined }],
    ['without nonce', { nonce: undefined }],
    ['without PKCE', { code_challenge: undefined, code_challenge_method: undefined }],
    ['without scope', { scope: undefined }],
    ['every prompt that may show a page', { prompt: 'login consent select_account' }],
    ['a maximum age', { max_age: '3600' }],
    ['a hint', { login_hint: 'carol@example.com' }],
    ['a hint that is too long', { login_hint: 'x'.repeat(129) }],
    ['a language', { lang: 'pt-BR' }],
    ['a language that nobody speaks', { lang: 'xx' }],
    ['the pool as the provider', { identity_provider: 'COGNITO' }],
    ['a provider that the pool has not', { identity_provider: 'Other' }],
    ['a resource', { resource: 'https://api.example.com/v1' }],
    ['parameters without a value', { prompt: '', max_age: '', resource: '', nonce: '' }],
  ])('goes to the sign-in page with %s', async (_what, changes: Changes) => {
    const { status, location } = await answerTo(pool.authorizeUrl(changes));
    expect(status).toBe(302);
    expect(location.origin + location.pathname).toBe(`${pool.domain}/login`);
    expect(location.search).toBe(new URL(pool.authorizeUrl(changes)).search);
  });

  it.each([
    ['no response_type', { response_type: undefined }, 'invalid_request'],
    ['an unknown response_type', { response_type: 'id_token' }, 'invalid_request'],
    ['the implicit grant', { response_type: 'token' }, 'unauthorized_client'],
    ['a scope that the client has not', { scope: 'openid phone' }, 'invalid_scope'],
    ['an empty scope', { scope: ' ' }, 'invalid_scope'],
    ['PKCE by plain', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['PKCE without a method', { code_challenge_method: undefined }, 'invalid_request'],
    ['PKCE without a challenge', { code_challenge: undefined }, 'invalid_request'],
    ['a challenge that is no hash', { code_challenge: 'short' }, 'invalid_request'],
    ['an endless nonce', { nonce: 'n'.repeat(2001) }, 'invalid_request'],
    ['an unknown prompt', { prompt: 'create' }, 'invalid_request'],
    ['a prompt in another case', { prompt: 'Login' }, 'invalid_request'],
    ['an unknown prompt among others', { prompt: 'login whatever' }, 'invalid_request'],
    ['a prompt and none', { prompt: 'none login' }, 'invalid_request'],
    ['a prompt that none comes after', { prompt: 'consent none' }, 'invalid_request'],
    ['prompts with commas', { prompt: 'login,consent' }, 'invalid_request'],
    ['a maximum age below zero', { max_age: '-1' }, 'invalid_request'],
    ['a maximum age with a fraction', { max_age: '1.5' }, 'invalid_request'],
    ['a maximum age in words', { max_age: 'one hour' }, 'invalid_request'],
    ['an endless maximum age', { max_age: '1'.repeat(11) }, 'invalid_request'],
    ['a resource that is no URL', { resource: 'hello-api' }, 'invalid_request'],
    ['an endless resource', { resource: `https://x/${'x'.repeat(2048)}` }, 'invalid_request'],
  ])('tells the application of %s', async (_what, changes: Changes, error) => {
    const { status, location } = await answerTo(pool.authorizeUrl({ ...changes, state: 'a b&c' }));
    expect(status).toBe(302);
    expect(location.href).toMatch(`${CALLBACK}?`);
    expect(location.searchParams.get('error')).toBe(error);
    expect(location.searchParams.get('state')).toBe('a b&c');
    expect(location.searchParams.has('code')).toBe(false);
  });

  it('tells the application of a repeated parameter', async () => {
    const { location } = await answerTo(`${pool.authorizeUrl()}&scope=openid`);
    expect(location.href).toMatch(`${CALLBACK}?error=invalid_request`);
  });

  it('names what is malformed, once each', async () => {
    const changes = { prompt: 'what ever', max_age: 'soon' };
    const { location } = await answerTo(pool.authorizeUrl(changes));
    const description = location.searchParams.get('error_description');
    expect(description).toBe('missing or malformed: prompt, max_age');
  });

  it('echoes no state where there was none', async () => {
    const changes = { state: undefined, response_type: 'x' };
    const { location } = await answerTo(pool.authorizeUrl(changes));
    expect(location.searchParams.has('state')).toBe(false);
  });

  it.each([
    ['no redirect_uri', { redirect_uri: undefined }, 'redirect_mismatch'],
    ['an unknown one', { redirect_uri: 'https://evil.example/' }, 'redirect_mismatch'],
    ['a longer one', { redirect_uri: `${CALLBACK}/../x` }, 'redirect_mismatch'],
    ['one with a query', { redirect_uri: `${CALLBACK}?x=1` }, 'redirect_mismatch'],
    [
      'one of another host',
      { redirect_uri: 'http://127.0.0.1:3000/auth/callback' },
      'redirect_mismatch',
    ],
    ['an unknown client', { client_id: 'x' }, 'invalid_client'],
    ['no client', { client_id: undefined }, 'invalid_client'],
  ])('never redirects to the application for %s', async (_what, changes: Changes, error) => {
    for (const path of [
      '/oauth2/authorize',
      '/login',
      '/signup',
      '/mfa',
      '/mfa/setup',
      '/confirm',
    ]) {
      const { location } = await answerTo(pool.authorizeUrl(changes, path));
      expect(location.origin + location.pathname).toBe(`${pool.domain}/error`);
      expect(location.searchParams.get('error')).toBe(error);
    }
  });

  it('names the error and the client on the error page', async () => {
    const { location } = await answerTo(
      pool.authorizeUrl({ redirect_uri: 'https://evil.example/' }),
    );
    expect(location.search).toBe(`?error=redirect_mismatch&client_id=${pool.settings.client.id}`);
    const page = await pool.visitor().open(location.href);
    expect(page.status).toBe(400);
    expect(page.alert).toContain('callback URLs');
  });

  it('checks the request again when a form is sent', async () => {
    const visitor = pool.visitor();
    const page = await visitor.open(pool.authorizeUrl());
    const action = page.action.replace('response_type=code', 'response_type=token');
    const csrf = page.csrf;
    const response = await fetch(action, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie: `XSRF-TOKEN=${visitor.cookies.get('XSRF-TOKEN')}` },
      body: new URLSearchParams({ _csrf: csrf, username: 'a', password: 'b' }),
    });
    expect(response.headers.get('location')).toContain('error=unauthorized_client');
  });
});
