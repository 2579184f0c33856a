import { join } from 'node:path';
import { brand } from '../../../views/brand.js';
import { type Contestant, type Settings } from './contestant.js';
import { ROOT, versionsIn } from './packages.js';

const PACKAGES = ['@nestjs/core', 'express', 'express-session', '@redis/client', 'undici'];

/** How the image starts Node. A test compares it with the Dockerfile. */
export const NODE_OPTIONS = ['--max-semi-space-size=8'];

/** What `npm run build` makes. */
export const mainIn = (checkout: string) => join(checkout, 'dist/src/main.js');

/** What is different in one of its states. */
interface State {
  readonly nodeOptions?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** The product as it was built in a checkout, and as it is deployed. */
const productIn = (
  checkout: string,
  name: string,
  title: string,
  state: State = {},
): Contestant => ({
  name,
  title,
  loginPath: '/auth/login',
  readyPath: '/health/ready',
  versions: () => versionsIn(checkout, PACKAGES),
  start: ({ children, settings, core, nodeOptions = [] }) =>
    children.spawn(
      process.execPath,
      [...NODE_OPTIONS, ...(state.nodeOptions ?? []), ...nodeOptions, mainIn(checkout)],
      { core, environment: { ...environmentFor(settings), ...state.environment } },
    ),
});

export const product = productIn(ROOT, 'product', brand.name);

/** The product in another state, to see what that costs. */
export const productWith = (name: string, state: State): Contestant =>
  productIn(ROOT, name, `cognito-bff, ${name}`, state);

/** The product of another checkout, to compare this one with. */
export const otherProduct = (checkout: string): Contestant =>
  productIn(checkout, 'other', `${brand.name} of the other checkout`);

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
