import { startPool, type PoolUnderTest } from '../testing/pool-under-test.js';
import type { Cors } from './cors.js';
import { startLocalGateway } from './server.js';

const ORIGIN = 'http://localhost:5173';
const handler = async () => ({
  statusCode: 200,
  headers: { 'access-control-allow-origin': 'https://evil.example', 'x-own': '1' },
});

describe('an HTTP API and pages of other origins', () => {
  let pool: PoolUnderTest;
  let token: string;

  beforeAll(async () => {
    pool = await startPool();
    token = (await pool.tokens()).access_token;
  });
  afterAll(() => pool.close());

  /** What a browser is told at such an API. */
  const told = async (cors: Cors | undefined, method: string, headers: Record<string, string>) => {
    const gateway = await startLocalGateway({
      port: 0,
      issuer: pool.issuer,
      audience: [pool.settings.client.id],
      routes: { 'ANY /things': { handler } },
      cors,
      now: pool.now,
    });
    const response = await fetch(`${gateway.url}/things`, { method, headers });
    await response.arrayBuffer();
    await gateway.close();
    const names = [...response.headers].filter(([name]) => name.startsWith('access-control-'));
    return { status: response.status, ...Object.fromEntries(names) };
  };
  const ask = { origin: ORIGIN, 'access-control-request-method': 'GET' };
  const full: Cors = {
    allowOrigins: [ORIGIN],
    allowMethods: ['GET', 'POST'],
    allowHeaders: ['authorization'],
    exposeHeaders: ['x-own'],
    maxAge: 300,
    allowCredentials: true,
  };

  it('answers a preflight without a token and without a route', async () => {
    expect(await told(full, 'OPTIONS', ask)).toEqual({
      status: 204,
      'access-control-allow-origin': ORIGIN,
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'GET,POST',
      'access-control-allow-headers': 'authorization',
      'access-control-max-age': '300',
    });
  });

  it.each([
    ['the origin', [ORIGIN], ORIGIN],
    ['every origin', ['*'], '*'],
    ['every one of its scheme', ['http://*'], ORIGIN],
    ['others', ['https://*', 'http://localhost:5174', 'http://localhost'], undefined],
  ])('allows %s', async (_what, allowOrigins, allowed) => {
    const headers = { origin: ORIGIN, authorization: token };
    const answer = await told({ allowOrigins }, 'GET', headers);
    expect(answer).toEqual({
      status: 200,
      ...(allowed === undefined ? {} : { 'access-control-allow-origin': allowed }),
    });
  });

  it('lets a page read why it was refused', async () => {
    expect(await told(full, 'GET', { origin: ORIGIN })).toMatchObject({
      status: 401,
      'access-control-allow-origin': ORIGIN,
      'access-control-expose-headers': 'x-own',
    });
  });

  it('leaves all of it to the function where it is not configured', async () => {
    expect(await told(undefined, 'OPTIONS', ask)).toEqual({ status: 401 });
    expect(await told(undefined, 'GET', { origin: ORIGIN, authorization: token })).toEqual({
      status: 200,
      'access-control-allow-origin': 'https://evil.example',
    });
  });
});
