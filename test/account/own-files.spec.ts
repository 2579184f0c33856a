import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { IdentityPool } from '../../src/cognito/identity-pool.js';
import { OwnFiles } from '../../src/cognito/own-files.js';
import { parseConfig } from '../../src/config/config.js';
import { RequestFailed } from '../../src/http/failures/failure.js';
import { letPass, realTime } from '../support/clock.js';
import { filesEnvironment } from '../support/files-world.js';
import { HttpServer } from '../support/http-server.js';

interface Answer {
  readonly status?: number;
  readonly body: string;
}

const IDENTITY = 'eu-central-1:11111111-2222-4333-8444-555555555555';
const OTHERS = 'eu-central-1:99999999-2222-4333-8444-555555555555';
const SECRET = 'the-secret-access-key-of-somebody';
const credentials = (changes: object = {}) => ({
  AccessKeyId: 'ASIAEXAMPLE',
  SecretKey: SECRET,
  SessionToken: 'a session token',
  Expiration: Date.now() / 1000 + 3600,
  ...changes,
});
/** Not looked at here, but for its end. */
const tokenUntil = (exp: number) =>
  [{ alg: 'none' }, { exp }]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .concat('x')
    .join('.');
const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;

async function failureOf(call: Promise<unknown>): Promise<RequestFailed> {
  const error: unknown = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof RequestFailed) return error;
  throw new Error(`It ended with ${String(error)}`);
}

describe('an identity pool and a bucket that can’t be trusted', () => {
  let server: HttpServer;
  let pool: IdentityPool;
  let files: OwnFiles;
  let asked: string[];
  let identity: unknown;
  let given: object;
  let poolAnswer: Answer | undefined;
  let bucketAnswer: Answer;
  const token = tokenUntil(inSeconds(300));

  beforeAll(async () => {
    server = await new HttpServer((request, response) => {
      void answer(request).then(({ status = 200, body }) => response.writeHead(status).end(body));
    }).start();
  });
  afterAll(() => server.stop());
  beforeEach(() => {
    const config = parseConfig({
      COGNITO_ISSUER: `${server.origin}/eu-central-1_Pool`,
      COGNITO_DOMAIN: server.origin,
      COGNITO_ALLOW_HTTP: 'true',
      COGNITO_CLIENT_ID: 'client',
      COGNITO_CLIENT_SECRET: 'secret',
      API_URL: server.origin,
      SESSION_SECRETS: 'a-session-secret-for-tests-of-32-characters',
      ...filesEnvironment(server.origin),
    });
    pool = new IdentityPool(config);
    files = new OwnFiles(config, pool);
    asked = [];
    identity = IDENTITY;
    given = credentials();
    poolAnswer = undefined;
    bucketAnswer = { body: listing([]) };
  });
  afterEach(async () => {
    realTime();
    await files.onApplicationShutdown();
    await pool.onApplicationShutdown();
  });

  async function answer(request: IncomingMessage): Promise<Answer> {
    const operation = String(request.headers['x-amz-target'] ?? request.method)
      .split('.')
      .at(-1);
    asked.push(operation ?? '');
    await text(request);
    if (operation === 'GetId')
      return poolAnswer ?? { body: JSON.stringify({ IdentityId: identity }) };
    if (operation === 'GetCredentialsForIdentity') {
      return { body: JSON.stringify({ IdentityId: identity, Credentials: given }) };
    }
    return bucketAnswer;
  }

  const timesAsked = () => asked.filter((name) => name === 'GetCredentialsForIdentity').length;

  it.each<[string, unknown]>([
    ['another prefix', `${OTHERS}/../x`],
    ['nothing', undefined],
    ['an empty text', ''],
    ['a wildcard', 'eu-central-1:*'],
    ['a list', [IDENTITY]],
  ])('no key is made of an identity that is %s', async (_what, lie) => {
    identity = lie;
    expect((await failureOf(files.list(token))).code).toBe('files_unavailable');
    expect(asked).not.toContain('GET');
  });

  it.each(Object.keys(credentials()))('nothing is signed without %s', async (name) => {
    given = credentials({ [name]: undefined });
    expect((await failureOf(files.uploadForm(token, { size: [1, 2] }))).code).toBe(
      'files_unavailable',
    );
  });

  it.each<[string, Answer, string]>([
    ['refuses', { status: 400, body: '{"__type":"NotAuthorizedException"}' }, 'forbidden'],
    [
      'throttles',
      { status: 400, body: '{"__type":"TooManyRequestsException"}' },
      'files_unavailable',
    ],
    [
      'is gone',
      { status: 400, body: '{"__type":"ResourceNotFoundException"}' },
      'files_unavailable',
    ],
    ['fails', { status: 500, body: '' }, 'files_unavailable'],
    ['is a page', { body: '<!doctype html>' }, 'files_unavailable'],
  ])('a pool that %s', async (_what, answered, code) => {
    poolAnswer = answered;
    expect((await failureOf(files.list(token))).code).toBe(code);
  });

  it('a token that ends on its way says nothing of its person', async () => {
    poolAnswer = { status: 400, body: '{"__type":"NotAuthorizedException"}' };
    const { code } = await failureOf(files.list(tokenUntil(inSeconds(3))));
    expect(code).toBe('files_unavailable');
  });

  it.each<[string, Answer]>([
    ['fails', { status: 500, body: '' }],
    ['slows down', { status: 503, body: '<Error><Code>SlowDown</Code></Error>' }],
    ['refuses', { status: 403, body: '<Error><Code>AccessDenied</Code></Error>' }],
    ['is a page', { body: '<!doctype html><p>no' }],
    ['is gone', { status: 404, body: '<Error><Code>NoSuchBucket</Code></Error>' }],
  ])('a bucket that %s', async (_what, answered) => {
    bucketAnswer = answered;
    const failure = await failureOf(files.list(token));
    expect(failure.code).toBe('files_unavailable');
    expect(String(failure.cause)).not.toContain(SECRET);
  });

  it('files that aren’t one’s own aren’t listed, whoever lists them', async () => {
    bucketAnswer = {
      body: listing([
        `private/${OTHERS}/upload/theirs.txt`,
        `private/${IDENTITY}`,
        `private/${IDENTITY}/`,
        `private/${IDENTITY}x/upload/near.txt`,
        `private/${IDENTITY}/upload/own.txt`,
        '',
      ]),
    };
    expect((await files.list(token)).map(({ name }) => name)).toEqual(['own.txt']);
  });

  it('credentials are asked for once, and anew for another token, after five minutes, or when refused', async () => {
    await Promise.all([files.list(token), files.list(token), files.list(token)]);
    expect(timesAsked()).toBe(1);
    await files.list(tokenUntil(inSeconds(301)));
    expect(timesAsked()).toBe(2);
    letPass(301_000);
    await files.list(token);
    expect(timesAsked()).toBe(3);
    bucketAnswer = { status: 403, body: '<Error><Code>InvalidAccessKeyId</Code></Error>' };
    await failureOf(files.list(token));
    bucketAnswer = { body: listing([]) };
    await files.list(token);
    expect(timesAsked()).toBe(4);
  });

  it('credentials that are about to end sign nothing more', async () => {
    given = credentials({ Expiration: inSeconds(800) });
    await files.list(token);
    given = credentials({ AccessKeyId: 'ASIANEXT' });
    const { fields } = await files.uploadForm(token, { size: [1, 2] });
    expect(fields['X-Amz-Credential']).toMatch(/^ASIANEXT/);
  });

  it('credentials hide what is secret of them', async () => {
    const kept = await pool.credentialsFor(token);
    expect(JSON.stringify(kept)).not.toMatch(/secret-access|a session token/);
  });
});

it('AWS’s own bucket is found at the address that the page’s policy names', async () => {
  const { IDENTITY_POOL_ID, UPLOADS_BUCKET } = filesEnvironment('');
  const server = await new HttpServer((request, response) => {
    const isId = String(request.headers['x-amz-target']).endsWith('GetId');
    const body = isId ? { IdentityId: IDENTITY } : { Credentials: credentials() };
    response.end(JSON.stringify(body));
  }).start();
  const config = parseConfig({
    COGNITO_ISSUER: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Pool',
    COGNITO_DOMAIN: 'https://login.example.com',
    COGNITO_ALLOW_HTTP: 'true',
    COGNITO_CLIENT_ID: 'client',
    COGNITO_CLIENT_SECRET: 'secret',
    API_URL: 'https://api.example.com',
    SESSION_SECRETS: 'a-session-secret-for-tests-of-32-characters',
    IDENTITY_POOL_ID,
    UPLOADS_BUCKET,
    COGNITO_IDENTITY_ENDPOINT: server.origin,
  });
  const pool = new IdentityPool(config);
  const files = new OwnFiles(config, pool);
  const { url } = await files.uploadForm('token', { size: [1, 2] });
  expect(new URL(url).origin).toBe('https://local-uploads.s3.eu-central-1.amazonaws.com');
  expect(config.files?.bucketOrigin).toBe(new URL(url).origin);
  expect(new URL(await files.downloadUrl('token', 'a/b.txt', 'b.txt')).origin).toBe(
    config.files?.bucketOrigin,
  );
  await files.onApplicationShutdown();
  await pool.onApplicationShutdown();
  await server.stop();
});

const listing = (keys: string[]): string =>
  `<?xml version="1.0"?><ListBucketResult>${keys
    .map((key) => `<Contents><Key>${key}</Key><Size>1</Size></Contents>`)
    .join('')}</ListBucketResult>`;
