// express-openid-connect with its sessions in Redis, and http-proxy-middleware with the user's token:
// as their own documentation puts them together.
import { RedisStore } from 'connect-redis';
import express from 'express';
import openidConnect from 'express-openid-connect';
import { createProxyMiddleware } from 'http-proxy-middleware';
import { createClient } from 'redis';
import type { Settings } from '../contestants/contestant.js';

const settings: Settings = JSON.parse(process.argv[2] ?? '');
const client = createClient({ url: settings.redisUrl });
await client.connect();

const app = express();
app.disable('x-powered-by');
app.set('trust proxy', 1);
app.get('/health', (_request, response) => void response.sendStatus(200));
app.use(
  openidConnect.auth({
    issuerBaseURL: settings.issuer,
    baseURL: settings.origin,
    clientID: settings.clientId,
    clientSecret: settings.clientSecret,
    clientAuthMethod: 'client_secret_basic',
    secret: settings.sessionSecret,
    authRequired: false,
    authorizationParams: { response_type: 'code', scope: 'openid email profile' },
    routes: { login: '/auth/login', logout: '/auth/logout', callback: '/auth/callback' },
    session: {
      // @ts-expect-error -- what its documentation recommends; the two packages' types of a session differ
      store: new RedisStore({ client }),
      rollingDuration: 1_800,
      absoluteDuration: 28_800,
    },
  }),
);
app.use('/api', openidConnect.requiresAuth(), async (request, _response, next) => {
  let token = request.oidc.accessToken;
  if (token?.isExpired()) token = await token.refresh();
  request.headers.authorization = `Bearer ${token?.access_token}`;
  delete request.headers.cookie;
  next();
});
app.use('/api', createProxyMiddleware({ target: settings.apiUrl, changeOrigin: true }));
app.listen(settings.port, '127.0.0.1');
