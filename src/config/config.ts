import { z } from 'zod';
import { regionOfIssuer } from './fields.js';
import { filesOf } from './files.js';
import { frontEndOf } from './front-end.js';
import { nearNames } from './near-names.js';
import { schema } from './schema.js';
import { productionWarnings, type Warning } from './warnings.js';

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
  const present = Object.entries(environment)
    .map(([name, value = '']): [string, string] => [name, tidy(name, value)])
    .filter(([, value]) => value);
  const misspelt = misspeltNames(present.map(([name]) => name));
  const parsed = schema.safeParse(Object.fromEntries(present));
  if (!parsed.success) throw new ConfigError(describe(parsed.error, misspelt));

  const env = parsed.data;
  const https = env.PUBLIC_URL.protocol === 'https:';
  const frontEnd = frontEndOf(env);
  return {
    /** The origin that browsers see, without a slash at the end. */
    publicUrl: env.PUBLIC_URL.origin,
    https,
    /** The interface to listen on; every one where absent. */
    host: env.HOST,
    port: env.PORT,
    /** Where `/metrics` is. */
    metricsHost: env.METRICS_HOST ?? env.HOST,
    metricsPort: env.METRICS_PORT,
    /** Under which CloudWatch finds the metrics in the log; absent where they aren't logged. */
    cloudWatchNamespace: env.CLOUDWATCH_NAMESPACE,
    trustProxyHops: env.TRUST_PROXY_HOPS ?? (https ? 1 : 0),
    logLevel: env.LOG_LEVEL,
    /** Where traces go, and of how many requests. */
    traces:
      env.OTEL_EXPORTER_OTLP_ENDPOINT === undefined
        ? undefined
        : {
            endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT,
            share: env.OTEL_TRACES_SAMPLER_ARG,
          },
    /** Of the source that the image was built from. */
    revision: env.REVISION,
    cognito: {
      issuer: env.COGNITO_ISSUER,
      domain: env.COGNITO_DOMAIN,
      allowHttp: env.COGNITO_ALLOW_HTTP,
      clientId: env.COGNITO_CLIENT_ID,
      clientSecret: env.COGNITO_CLIENT_SECRET,
      scopes: env.COGNITO_SCOPES,
      resource: env.COGNITO_RESOURCE,
      /** Its user-pool API; AWS's own where there is no endpoint. */
      userPool: {
        /** What the issuer ends with, in either of its forms. */
        id: env.COGNITO_ISSUER.split('/').at(-1) ?? '',
        endpoint: env.COGNITO_IDP_ENDPOINT,
        region: env.AWS_REGION ?? regionOfIssuer(env.COGNITO_ISSUER),
      },
    },
    /** Which domains people may have their address in, in lower case; every one where there is none. */
    allowedEmailDomains: env.ALLOWED_EMAIL_DOMAINS ?? [],
    /** Where people keep files of their own; absent where nobody can. */
    files: filesOf(env),
    /** The APIs behind this server; the first is the one at `/api`. */
    apis: [
      { prefix: '/api', url: env.API_URL, token: env.API_TOKEN, groups: undefined },
      ...(env.APIS ?? []),
    ],
    /** A front end of one's own; absent where the product's home page is the only one. */
    frontEnd,
    redis: env.REDIS_URL && {
      ...env.REDIS_URL,
      username: env.REDIS_USERNAME ?? env.REDIS_URL.username,
      password: env.REDIS_PASSWORD ?? env.REDIS_URL.password,
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
    /** To be logged at start. */
    warnings: [...misspelt, ...(frontEnd?.warnings ?? []), ...productionWarnings(env)],
  };
}

/**
 * Without the line break that a secret from a file ends with, and without blanks around it; a
 * password may begin or end with one.
 */
const tidy = (name: string, value: string) =>
  name === 'REDIS_PASSWORD' ? value.replace(/[\r\n]+$/u, '') : value.trim();

const misspeltNames = (present: string[]): Warning[] =>
  nearNames(present, Object.keys(schema.shape)).map(([written, meant]) => ({
    code: 'unknown_variable',
    message: `${written} isn't read: did you mean ${meant}?`,
  }));

const describe = (error: z.ZodError, misspelt: Warning[]) =>
  [
    ...error.issues.map(({ path, message }) => `${path.join('.')} ${message}`),
    ...misspelt.map(({ message }) => message),
  ]
    .map((line) => `  ${line}`)
    .join('\n');
