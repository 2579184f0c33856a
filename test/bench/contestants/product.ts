import { fileURLToPath } from 'node:url';
import { type Contestant, type Settings } from './contestant.js';
import { versionsOf } from './packages.js';

const MAIN = fileURLToPath(new URL('../../../dist/src/main.js', import.meta.url));

/** The built product, as it is deployed. */
export const product: Contestant = {
  name: 'product',
  title: 'cognito-bff',
  loginPath: '/auth/login',
  readyPath: '/health/ready',
  versions: () =>
    versionsOf('@nestjs/core', 'express', 'express-session', '@redis/client', 'undici'),
  start: ({ children, settings, core, nodeOptions = [] }) =>
    children.spawn(process.execPath, [...nodeOptions, MAIN], {
      core,
      environment: environmentFor(settings),
    }),
};

const environmentFor = (settings: Settings): Record<string, string> => ({
  NODE_ENV: 'production',
  PUBLIC_URL: settings.origin,
  PORT: String(settings.port),
  TRUST_PROXY_HOPS: '1', // the load balancer that a deployment has in front
  COGNITO_ISSUER: settings.issuer,
  COGNITO_DOMAIN: settings.providerOrigin,
  COGNITO_ALLOW_HTTP: 'true',
  COGNITO_CLIENT_ID: settings.clientId,
  COGNITO_CLIENT_SECRET: settings.clientSecret,
  API_URL: settings.apiUrl,
  REDIS_URL: settings.redisUrl,
  SESSION_SECRETS: settings.sessionSecret,
});
