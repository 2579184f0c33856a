import { startPool, type PoolUnderTest } from '../testing/pool-under-test.js';

const ORIGIN = 'http://localhost:5173';

describe('pages of other origins', () => {
  let pool: PoolUnderTest;
  beforeAll(async () => {
    pool = await startPool();
  });
  afterAll(() => pool.close());

  const ask = async (path: string, init: RequestInit = {}) =>
    fetch(pool.domain + path, { redirect: 'manual', headers: { origin: ORIGIN }, ...init });

  it.each([
    ['POST', '/oauth2/token'],
    ['POST', '/oauth2/revoke'],
    ['GET', '/oauth2/userInfo'],
    ['GET', '/eu-central-1_localpool/.well-known/openid-configuration'],
    ['GET', '/eu-central-1_localpool/.well-known/jwks.json'],
    ['POST', '/'],
  ])('may read what %s %s answers, and send what it takes', async (method, path) => {
    const answer = await ask(path, { method });
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
    const wanted = 'content-type,x-amz-target,x-amz-user-agent,authorization';
    const preflight = await ask(path, {
      method: 'OPTIONS',
      headers: {
        origin: ORIGIN,
        'access-control-request-method': method,
        'access-control-request-headers': wanted,
      },
    });
    expect(preflight.status).toBe(200);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
    expect(preflight.headers.get('access-control-allow-methods')).toContain(method);
    expect(preflight.headers.get('access-control-allow-headers')).toBe(wanted);
  });

  it.each(['/login', '/signup', '/oauth2/authorize', '/logout', '/error', '/_local/mails'])(
    'may not read %s',
    async (path) => {
      for (const method of ['GET', 'OPTIONS']) {
        const answer = await ask(path, { method });
        expect(answer.headers.get('access-control-allow-origin')).toBeNull();
      }
    },
  );
});
