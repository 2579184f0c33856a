import { request as httpRequest } from 'node:http';
import type { APIGatewayProxyEventV2WithJWTAuthorizer, Context } from 'aws-lambda';
import { startPool, type PoolUnderTest } from '../testing/pool-under-test.js';
import { startLocalGateway, type LocalGateway } from './server.js';

type Event = APIGatewayProxyEventV2WithJWTAuthorizer;

interface Init {
  method?: string;
  body?: string;
  headers?: Record<string, string>;
}

/** What the handler behind the routes was given, and what it does. */
let event: Event | undefined;
let context: Context | undefined;
let result: () => unknown = () => undefined;
async function handler(received: Event, running: Context) {
  [event, context] = [received, running];
  return result();
}

describe('the local HTTP API', () => {
  let pool: PoolUnderTest;
  let tokens: Awaited<ReturnType<PoolUnderTest['tokens']>>;
  let gateway: LocalGateway;
  const log: string[] = [];

  beforeAll(async () => {
    pool = await startPool();
    tokens = await pool.tokens({ scope: 'openid email profile hello-api/read' });
    gateway = await startLocalGateway({
      port: 0,
      issuer: pool.issuer,
      audience: [pool.settings.client.id],
      now: pool.now,
      log: (line: string) => log.push(line),
      timeoutMs: 500,
      routes: {
        'GET /things': { handler },
        'POST /things': { handler },
        'GET /things/{id}': { handler },
        'ANY /deep/{proxy+}': { handler },
        'GET /scoped': { handler, scopes: ['email', 'api/read'] },
        'GET /admin': { handler, scopes: ['api/admin'] },
      },
    });
  });
  beforeEach(() => {
    event = undefined;
    log.length = 0;
    result = () => ({ statusCode: 204 });
  });
  afterAll(async () => {
    await Promise.all([gateway.close(), pool.close()]);
  });

  const call = async (path: string, init: Init = {}, token = tokens.access_token) =>
    fetch(gateway.url + path, {
      ...init,
      headers: { authorization: `Bearer ${token}`, ...init.headers },
    });

  it.each([
    ['GET', '/nowhere'],
    ['DELETE', '/things'],
    ['GET', '/things/'],
    ['GET', '/constructor'],
  ])('has no %s %s', async (method, path) => {
    const response = await call(path, { method });
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual({ message: 'Not Found' });
  });

  it('answers 401 in API Gateway’s words, and runs nothing', async () => {
    const response = await call('/things', {}, 'x.y.z');
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(
      /^Bearer scope="" error="invalid_token" error_description="/u,
    );
    expect(await response.json()).toEqual({ message: 'Unauthorized' });
    const without = await fetch(`${gateway.url}/things`);
    expect(without.status).toBe(401);
    expect(event).toBeUndefined();
  });

  it('answers 403 in API Gateway’s words where a scope is missing, as in every ID token', async () => {
    for (const [path, token] of [
      ['/admin', tokens.access_token],
      ['/scoped', tokens.id_token],
    ] as const) {
      const response = await call(path, {}, token);
      expect(response.status).toBe(403);
      expect(await response.json()).toEqual({ message: 'Forbidden' });
    }
    expect(event).toBeUndefined();
  });

  it('hands the Lambda an event of format 2.0', async () => {
    await call('/things?b=2&a=1&a=3%20x&empty', {
      headers: { cookie: 'one=1; two=2', 'X-Thing': 'Yes', 'user-agent': 'a test' },
    });
    const sub = tokens.claims()?.sub;
    expect(event).toEqual({
      version: '2.0',
      routeKey: 'GET /things',
      rawPath: '/things',
      rawQueryString: 'b=2&a=1&a=3%20x&empty',
      cookies: ['one=1', 'two=2'],
      headers: expect.objectContaining({ 'x-thing': 'Yes', 'user-agent': 'a test' }),
      queryStringParameters: { a: '1,3 x', b: '2', empty: '' },
      requestContext: {
        accountId: expect.any(String),
        apiId: expect.any(String),
        authorizer: {
          jwt: {
            claims: {
              sub,
              username: sub,
              'cognito:groups': '[admins users]',
              client_id: pool.settings.client.id,
              email: 'alice@example.com',
              iss: pool.issuer,
              token_use: 'access',
              scope: 'openid email profile hello-api/read',
              auth_time: expect.stringMatching(/^\d+$/u),
              iat: expect.stringMatching(/^\d+$/u),
              exp: expect.stringMatching(/^\d+$/u),
              origin_jti: expect.any(String),
              jti: expect.any(String),
              version: '2',
            },
            scopes: null,
          },
        },
        domainName: expect.any(String),
        domainPrefix: expect.any(String),
        http: {
          method: 'GET',
          path: '/things',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: 'a test',
        },
        requestId: expect.any(String),
        routeKey: 'GET /things',
        stage: '$default',
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/u),
        timeEpoch: expect.any(Number),
      },
      isBase64Encoded: false,
    });
    expect(event?.headers).not.toHaveProperty('cookie');
  });

  it('says all of the token’s scopes on a scoped route', async () => {
    await call('/scoped');
    expect(event?.requestContext.authorizer.jwt.scopes).toEqual([
      'openid',
      'email',
      'profile',
      'hello-api/read',
    ]);
  });

  it('stringifies booleans', async () => {
    await call('/things', {}, tokens.id_token);
    expect(event?.requestContext.authorizer.jwt.claims['email_verified']).toBe('true');
  });

  it('joins repeated headers by commas', async () => {
    await new Promise<void>((resolve, reject) => {
      const request = httpRequest(`${gateway.url}/things`, (response) => {
        response.resume().on('end', resolve);
      });
      request.setHeader('authorization', tokens.access_token);
      request.setHeader('x-twice', ['one', 'two']);
      request.on('error', reject).end();
    });
    expect(event?.headers['x-twice']).toBe('one,two');
  });

  it.each([
    ['JSON', 'application/json', '{"ä":1}', false],
    ['text', 'text/plain; charset=utf-8', 'ä', false],
    ['a form', 'application/x-www-form-urlencoded', 'a=1', true],
    ['bytes', 'application/octet-stream', 'ä', true],
  ])('hands over %s as it is, or in base64', async (_what, type, body, encoded) => {
    await call('/things', { method: 'POST', body, headers: { 'content-type': type } });
    expect(event?.isBase64Encoded).toBe(encoded);
    expect(event?.body).toBe(encoded ? Buffer.from(body).toString('base64') : body);
  });

  const send = async (size: number) =>
    call('/things', {
      method: 'POST',
      body: 'a'.repeat(size),
      headers: { 'content-type': 'text/plain' },
    });

  it.each([
    ['5 MB, which a function takes', 5, 204],
    ['7 MB, which API Gateway takes and a function does not', 7, 413],
    ['11 MB, which API Gateway does not take', 11, 413],
  ])('is sent %s', async (_what, megabytes, status) => {
    const response = await send(megabytes * 1024 * 1024);
    expect(response.status).toBe(status);
    const refused = JSON.stringify({ message: 'Request Entity Too Large' });
    expect(await response.text()).toBe(status === 413 ? refused : '');
    expect(event === undefined).toBe(status === 413);
  });

  it('answers 500 where a function gives more than 6 MB back', async () => {
    result = () => ({ statusCode: 200, body: 'a'.repeat(7 * 1024 * 1024) });
    const response = await call('/things');
    expect(response.status).toBe(500);
    expect(log.join('\n')).toContain('The response payload exceeds');
  });

  it('fills path variables in, and hands the path over decoded', async () => {
    await call('/things/a%20b%3Fc');
    expect(event).toMatchObject({
      routeKey: 'GET /things/{id}',
      // As API Gateway does: no further than to a question mark.
      rawPath: '/things/a b',
      pathParameters: { id: 'a b?c' },
    });
    await call('/deep/x/y', { method: 'DELETE' });
    expect(event).toMatchObject({
      routeKey: 'ANY /deep/{proxy+}',
      pathParameters: { proxy: 'x/y' },
      requestContext: { http: { method: 'DELETE', path: '/deep/x/y' } },
    });
  });

  it('refuses a path that is not encoded as UTF-8', async () => {
    const response = await call('/things/%E0%A4%A');
    expect(response.status).toBe(400);
    expect(event).toBeUndefined();
  });

  it('tells the function what runs, and how long it may', async () => {
    await call('/things');
    expect(context).toMatchObject({ functionVersion: '$LATEST', memoryLimitInMB: '128' });
    expect(context?.awsRequestId).toMatch(/^[\da-f-]{36}$/u);
    expect(context?.getRemainingTimeInMillis()).toBeLessThanOrEqual(500);
  });

  it('names a request once: to the caller, and to the function', async () => {
    const response = await call('/things');
    const id = response.headers.get('apigw-requestid');
    expect(id).toMatch(/^[\w+/]{15}=$/u);
    expect(event?.requestContext.requestId).toBe(id);
  });

  it('takes no more than 10,240 bytes of headers', async () => {
    const response = await call('/things', { headers: { 'x-large': 'a'.repeat(10_240) } });
    expect(response.status).toBe(431);
  });

  it('answers 500 without a word when the handler throws, and logs why', async () => {
    result = () => {
      throw new Error('a secret of the handler');
    };
    const response = await call('/things');
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({ message: 'Internal Server Error' });
    expect(log.join('\n')).toContain('GET /things: Error: a secret of the handler');
  });

  it('answers 503 when the handler takes too long', async () => {
    result = () => new Promise(() => undefined);
    const response = await call('/things');
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({ message: 'Service Unavailable' });
  });
});
