import type { RequestListener } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import { listen, type Listening } from '../listen.js';
import { createAuthorizer, type Authorizer } from './authorizer.js';

const NOW = Date.UTC(2026, 0, 1);
const SECONDS = NOW / 1000;
const CLIENT = 'our-client';

describe('the JWT authorizer', () => {
  let issuerServer: Listening;
  let issuer: string;
  let authorize: Authorizer;
  let pool: Awaited<ReturnType<typeof generateKeyPair>>;
  let stranger: Awaited<ReturnType<typeof generateKeyPair>>;

  beforeAll(async () => {
    pool = await generateKeyPair('RS256');
    stranger = await generateKeyPair('RS256');
    const jwk = { ...(await exportJWK(pool.publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' };
    const serve: RequestListener = (_request, response) => {
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [jwk] }));
    };
    issuerServer = await listen(serve, { port: 0, host: '127.0.0.1' });
    issuer = `http://localhost:${issuerServer.port}/eu-central-1_pool`;
    authorize = createAuthorizer({ issuer, audience: [CLIENT], now: () => NOW });
  });
  afterAll(() => issuerServer.close());

  const claims = (changes: JWTPayload = {}): JWTPayload => ({
    iss: issuer,
    client_id: CLIENT,
    sub: 'someone',
    scope: 'openid api/read',
    iat: SECONDS - 10,
    exp: SECONDS + 300,
    ...changes,
  });
  const sign = async (payload: JWTPayload, key = pool.privateKey, kid = 'k1') =>
    new SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid }).sign(key);

  it.each([
    ['an access token', {}],
    ['an ID token', { client_id: undefined, aud: CLIENT, scope: undefined }],
    ['one of several audiences', { client_id: undefined, aud: ['other', CLIENT] }],
    ['one second before its end', { exp: SECONDS + 1 }],
  ])('allows %s, raw or after Bearer', async (_what, changes) => {
    const token = await sign(claims(changes));
    for (const header of [token, `Bearer ${token}`, `bearer ${token}`]) {
      expect(await authorize(header, [])).toMatchObject({
        kind: 'allowed',
        claims: { sub: 'someone' },
      });
    }
  });

  const refusals: [what: string, token: () => Promise<string | undefined>, reason: string][] = [
    ['an expired token', async () => sign(claims({ exp: SECONDS })), 'the token has expired'],
    ['no end', async () => sign(claims({ exp: undefined })), 'the claim exp is invalid'],
    [
      'a wrong issuer',
      async () => sign(claims({ iss: 'https://evil.example' })),
      'the claim iss is invalid',
    ],
    [
      'the issuer with a slash',
      async () => sign(claims({ iss: `${issuer}/` })),
      'the claim iss is invalid',
    ],
    [
      'a wrong client_id',
      async () => sign(claims({ client_id: 'other' })),
      'the claim aud is invalid',
    ],
    ['a wrong audience', async () => sign(claims({ aud: 'other' })), 'the claim aud is invalid'],
    [
      'no audience at all',
      async () => sign(claims({ client_id: undefined })),
      'the claim aud is invalid',
    ],
    [
      'a token for later',
      async () => sign(claims({ nbf: SECONDS + 60 })),
      'the claim nbf is invalid',
    ],
    [
      'a token of the future',
      async () => sign(claims({ iat: SECONDS + 60 })),
      'the claim iat is invalid',
    ],
    [
      'the signature of a stranger',
      async () => sign(claims(), stranger.privateKey),
      'the signature is invalid',
    ],
    [
      'an unknown key',
      async () => sign(claims(), pool.privateKey, 'k2'),
      'the signing key is unknown',
    ],
    [
      'no signature',
      async () => new UnsecuredJWT(claims()).encode(),
      'the signing method is invalid',
    ],
    [
      'a symmetric signature',
      async () =>
        new SignJWT(claims())
          .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
          .sign(new TextEncoder().encode('a secret of at least 256 bits, made up by someone')),
      'the signing method is invalid',
    ],
    ['something else', async () => 'x', 'the token is malformed'],
    ['two tokens', async () => `${await sign(claims())} x`, 'the signature is invalid'],
    ['another scheme', async () => `Basic ${await sign(claims())}`, 'the token is malformed'],
  ];
  it.each(refusals)('refuses %s', async (_what, token, reason) => {
    expect(await authorize(await token(), [])).toEqual({
      kind: 'refused',
      status: 401,
      challenge: `Bearer scope="" error="invalid_token" error_description="${reason}"`,
    });
  });

  it.each([undefined, '', 'Bearer', 'Bearer '])(
    'asks for a token where there is %j',
    async (header) => {
      const decision = await authorize(header, []);
      expect(decision).toMatchObject({ kind: 'refused', status: 401, challenge: 'Bearer' });
    },
  );

  it('refuses everything while the keys cannot be had', async () => {
    const elsewhere = createAuthorizer({
      issuer: 'http://localhost:9/pool',
      audience: [CLIENT],
      now: () => NOW,
    });
    expect(
      await elsewhere(await sign(claims({ iss: 'http://localhost:9/pool' })), []),
    ).toMatchObject({
      kind: 'refused',
      status: 401,
    });
  });

  it.each([
    ['the scope', 'openid api/read', ['api/read']],
    ['one of the scopes', 'api/read', ['api/write', 'api/read']],
  ])('allows a token with %s', async (_what, scope, required) => {
    const decision = await authorize(await sign(claims({ scope })), required);
    expect(decision).toMatchObject({ kind: 'allowed', scopes: scope.split(' ') });
  });

  it.each([
    ['none of the scopes', 'openid'],
    ['a scope that is longer', 'api/read-all'],
    ['no scope, like an ID token', undefined],
  ])('refuses a token with %s', async (_what, scope) => {
    const decision = await authorize(await sign(claims({ scope })), ['api/read']);
    expect(decision).toMatchObject({ kind: 'refused', status: 403 });
    expect(decision).toHaveProperty(
      'challenge',
      expect.stringMatching(/^Bearer scope="api\/read" error="insufficient_scope"/u),
    );
  });
});
