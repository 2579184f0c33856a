// What many teams write themselves: express, express-session with connect-redis, openid-client for the
// login, and undici for the call of the API. The tokens are in the session.
import { pipeline } from 'node:stream/promises';
import { RedisStore } from 'connect-redis';
import express from 'express';
import session from 'express-session';
import * as oidc from 'openid-client';
import { createClient } from 'redis';
import { Agent, request as send } from 'undici';
import type { Settings } from '../contestants/contestant.js';

interface Tokens {
  readonly accessToken: string;
  readonly idToken: string | undefined;
  readonly refreshToken: string | undefined;
  readonly endsAt: number;
}

declare module 'express-session' {
  interface SessionData {
    attempt?: { readonly state: string; readonly nonce: string; readonly pkceCodeVerifier: string };
    tokens?: Tokens;
  }
}

const settings: Settings = JSON.parse(process.argv[2] ?? '');
const client = createClient({ url: settings.redisUrl });
await client.connect();
const provider = await oidc.discovery(
  new URL(settings.issuer),
  settings.clientId,
  undefined,
  oidc.ClientSecretBasic(settings.clientSecret),
  { execute: [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks] },
);
const agent = new Agent();
const redirectUri = `${settings.origin}/auth/callback`;

const app = express();
app.disable('x-powered-by');
app.set('trust proxy', 1);
app.get('/health', (_request, response) => void response.sendStatus(200));
app.use(
  session({
    store: new RedisStore({ client }),
    secret: settings.sessionSecret,
    name: 'session',
    resave: false,
    saveUninitialized: false,
    cookie: { httpOnly: true, sameSite: 'lax', maxAge: 1_800_000 },
  }),
);

app.get('/auth/login', async (request, response) => {
  const pkceCodeVerifier = oidc.randomPKCECodeVerifier();
  const attempt = { state: oidc.randomState(), nonce: oidc.randomNonce(), pkceCodeVerifier };
  request.session.attempt = attempt;
  const url = oidc.buildAuthorizationUrl(provider, {
    redirect_uri: redirectUri,
    scope: 'openid email profile',
    state: attempt.state,
    nonce: attempt.nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
  });
  response.redirect(url.href);
});

app.get('/auth/callback', async (request, response) => {
  const { attempt } = request.session;
  if (!attempt) return void response.sendStatus(400);
  const answer = await oidc.authorizationCodeGrant(
    provider,
    new URL(request.originalUrl, settings.origin),
    {
      expectedState: attempt.state,
      expectedNonce: attempt.nonce,
      pkceCodeVerifier: attempt.pkceCodeVerifier,
      idTokenExpected: true,
    },
  );
  request.session.regenerate((error) => {
    if (error) return void response.sendStatus(500);
    request.session.tokens = tokensOf(answer);
    response.redirect('/');
  });
});

app.use('/api', async (request, response) => {
  const kept = request.session;
  if (!kept.tokens) return void response.sendStatus(401);
  const { endsAt, refreshToken } = kept.tokens;
  if (endsAt < Date.now()) {
    kept.tokens = tokensOf(
      await oidc.refreshTokenGrant(provider, refreshToken ?? ''),
      refreshToken,
    );
  }
  const { accept, 'accept-language': language, 'user-agent': agentName } = request.headers;
  const answer = await send(settings.apiUrl + request.url, {
    dispatcher: agent,
    method: request.method,
    headers: {
      accept,
      'accept-language': language,
      'user-agent': agentName,
      authorization: `Bearer ${kept.tokens.accessToken}`,
    },
    ...(request.method !== 'GET' && { body: request }),
  });
  response.status(answer.statusCode);
  for (const name of ['content-type', 'content-length']) {
    const value = answer.headers[name];
    if (value !== undefined) response.setHeader(name, value);
  }
  await pipeline(answer.body, response);
});

app.listen(settings.port, '127.0.0.1');

/** @param refreshToken the one before, which stays where there is no new one */
function tokensOf(
  answer: Awaited<ReturnType<typeof oidc.refreshTokenGrant>>,
  refreshToken?: string,
): Tokens {
  return {
    accessToken: answer.access_token,
    idToken: answer.id_token,
    refreshToken: answer.refresh_token ?? refreshToken,
    endsAt: Date.now() + (answer.expiresIn() ?? 0) * 1000,
  };
}
