import { startPool, type PoolUnderTest } from '../testing/pool-under-test.js';
import { startLocalGateway, type LocalGateway } from './server.js';

describe('GET /hello behind the local gateway', () => {
  let pool: PoolUnderTest;
  let gateway: LocalGateway;

  beforeAll(async () => {
    pool = await startPool();
    gateway = await startLocalGateway({
      port: 0,
      issuer: pool.issuer,
      audience: [pool.settings.client.id],
      now: pool.now,
    });
  });
  afterAll(async () => {
    await Promise.all([gateway.close(), pool.close()]);
  });

  const greet = async (token?: string) =>
    fetch(`${gateway.url}/hello`, { headers: { authorization: `Bearer ${token}` } });

  it('greets who has the scope of the API', async () => {
    const tokens = await pool.tokens({ scope: 'openid email profile hello-api/read' });
    expect((await greet(tokens.id_token)).status).toBe(403);
    const response = await greet(tokens.access_token);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    const sub = tokens.claims()?.sub;
    expect(await response.json()).toEqual({
      message: 'Hello alice@example.com, welcome to cognito-secure-login',
      sub,
      username: sub,
      email: 'alice@example.com',
      groups: ['admins', 'users'],
      admin: true,
    });
  });
});
