import { z } from 'zod';
import { schema } from './schema.js';

/** Injection token of the `Config`. */
export const CONFIG = Symbol('config');

/** Everything that can be configured, parsed and checked. Secrets are `Secret`s, URLs end without a slash. */
export type Config = ReturnType<typeof parseConfig>;

/** The environment can't be used. The message names every problem, a line each, and no value. */
export class ConfigError extends Error {
  constructor(problems: string) {
    super(`The configuration can't be used:\n${problems}`);
    this.name = 'ConfigError';
  }
}

/**
 * Turns the environment into a `Config`. An empty variable counts as absent, as compose files and
 * task definitions pass what isn't set.
 *
 * @throws ConfigError naming every problem at once
 */
export function parseConfig(environment: Record<string, string | undefined>) {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value));
  const parsed = schema.safeParse(present);
  if (!parsed.success) throw new ConfigError(describe(parsed.error));

  const env = parsed.data;
  const https = env.PUBLIC_URL.protocol === 'https:';
  return {
    /** The origin that browsers see, without a slash at the end. */
    publicUrl: env.PUBLIC_URL.origin,
    https,
    /** The interface to listen on; every one where absent. */
    host: env.HOST,
    port: env.PORT,
    trustProxyHops: env.TRUST_PROXY_HOPS ?? (https ? 1 : 0),
    logLevel: env.LOG_LEVEL,
    cognito: {
      issuer: env.COGNITO_ISSUER,
      domain: env.COGNITO_DOMAIN,
      allowHttp: env.COGNITO_ALLOW_HTTP,
      clientId: env.COGNITO_CLIENT_ID,
      clientSecret: env.COGNITO_CLIENT_SECRET,
      scopes: env.COGNITO_SCOPES,
      resource: env.COGNITO_RESOURCE,
    },
    api: { url: env.API_URL, token: env.API_TOKEN },
    redis: env.REDIS_URL && {
      url: env.REDIS_URL,
      username: env.REDIS_USERNAME,
      password: env.REDIS_PASSWORD,
      cluster: env.REDIS_CLUSTER,
    },
    session: {
      secrets: env.SESSION_SECRETS,
      idleMs: env.SESSION_IDLE_SECONDS * 1000,
      maxMs: env.SESSION_MAX_SECONDS * 1000,
      perUser: env.SESSIONS_PER_USER,
      /** Forwarded requests in flight at once. */
      requests: env.REQUESTS_PER_SESSION,
      signInAgain: env.SIGN_IN_AGAIN,
    },
  };
}

const describe = (error: z.ZodError) =>
  error.issues.map(({ path, message }) => `  ${path.join('.')} ${message}`).join('\n');
