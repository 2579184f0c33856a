import * as openid from 'openid-client';
import { startPool, type PoolUnderTest } from '../../testing/pool-under-test.js';
import { defaultSettings } from '../settings.js';

const { id, secret } = defaultSettings.client;

describe('POST /oauth2/revoke and /oauth2/userInfo', () => {
  let pool: PoolUnderTest;

  beforeAll(async () => {
    pool = await startPool();
  });
  afterAll(() => pool.close());

  const userInfo = async (token: string, scheme = 'Bearer') =>
    fetch(`${pool.domain}/oauth2/userInfo`, { headers: { authorization: `${scheme} ${token}` } });
  const revoke = async (form: Record<string, string>) =>
    pool.post('/oauth2/revoke', { client_id: id, client_secret: secret, ...form });

  it('tells whose access token it is, all of it as text', async () => {
    const tokens = await pool.tokens();
    const sub = tokens.claims()?.sub ?? '';
    expect(await openid.fetchUserInfo(pool.client, tokens.access_token, sub)).toEqual({
      sub,
      username: sub,
      email: 'alice@example.com',
      email_verified: 'true',
    });
  });

  it('tells what the scopes open', async () => {
    const arrived = await pool.signIn(pool.visitor(), { scope: 'openid profile' });
    const response = await pool.post('/oauth2/token', {
      grant_type: 'authorization_code',
      client_id: id,
      client_secret: secret,
      redirect_uri: 'http://localhost:3000/auth/callback',
      code: arrived.parameters.get('code') ?? '',
      code_verifier: 'a-verifier-of-at-least-forty-three-characters',
    });
    const { access_token: token } = await response.json();
    expect(await (await userInfo(token)).json()).not.toHaveProperty('email');
  });

  it.each([
    ['no token', async () => userInfo('')],
    ['something else', async () => userInfo('x.y.z')],
    ['another scheme', async () => userInfo((await pool.tokens()).access_token, 'Basic')],
    ['an ID token', async () => userInfo((await pool.tokens()).id_token ?? '')],
    [
      'an expired token',
      async () => {
        const { access_token: token } = await pool.tokens();
        pool.pass(301);
        return userInfo(token);
      },
    ],
    [
      'a damaged token',
      async () => userInfo(`${(await pool.tokens()).access_token.slice(0, -9)}AAAAAAAAA`),
    ],
    [
      'a token without the scope openid',
      async () => {
        const arrived = await pool.signIn(pool.visitor(), { scope: 'email' });
        const grant = {
          grant_type: 'authorization_code',
          client_id: id,
          client_secret: secret,
          redirect_uri: 'http://localhost:3000/auth/callback',
          code: arrived.parameters.get('code') ?? '',
          code_verifier: 'a-verifier-of-at-least-forty-three-characters',
        };
        const { access_token: token } = await (await pool.post('/oauth2/token', grant)).json();
        return userInfo(token);
      },
    ],
  ])('tells nothing for %s', async (_what, ask) => {
    const response = await ask();
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer error="invalid_token"/u);
    expect(await response.json()).toMatchObject({ error: 'invalid_token' });
  });

  it('ends everything that came of the same sign-in, and nothing else', async () => {
    const [other, first] = [await pool.tokens(), await pool.tokens()];
    const second = await openid.refreshTokenGrant(pool.client, first.refresh_token ?? '');
    await openid.tokenRevocation(pool.client, second.refresh_token ?? '');
    for (const { access_token: token } of [first, second]) {
      expect((await userInfo(token)).status).toBe(401);
    }
    for (const { refresh_token: token = '' } of [first, second]) {
      await expect(openid.refreshTokenGrant(pool.client, token)).rejects.toMatchObject({
        error: 'invalid_grant',
      });
    }
    expect((await userInfo(other.access_token)).status).toBe(200);
  });

  it('answers 200 with an empty body, for an unknown token too', async () => {
    const { refresh_token: known = '' } = await pool.tokens();
    for (const token of [known, known, 'unknown']) {
      const response = await revoke({ token });
      expect(response.status).toBe(200);
      expect(await response.text()).toBe('');
    }
  });

  it.each([
    [
      'an access token',
      async () => ({ token: (await pool.tokens()).access_token }),
      'unsupported_token_type',
    ],
    [
      'an ID token',
      async () => ({ token: (await pool.tokens()).id_token ?? '' }),
      'unsupported_token_type',
    ],
    ['no token', async () => ({}), 'invalid_request'],
    ['a wrong secret', async () => ({ token: 'x', client_secret: 'wrong' }), 'invalid_client'],
  ])('refuses %s', async (_what, form, error) => {
    const response = await revoke(await form());
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error });
  });
});
