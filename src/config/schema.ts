import { z } from 'zod';
import { Secret } from './secret.js';

const LOCALHOSTS = new Set(['localhost', '127.0.0.1', '[::1]']);
const MIN_SECRET_LENGTH = 32;
const DAY_SECONDS = 86_400;

const required = z.string({ error: 'is required' });

const flag = z
  .enum(['true', 'false'], { error: 'must be true or false' })
  .default('false')
  .transform((value) => value === 'true');

const wholeNumber = (minimum: number, maximum: number) => {
  const error = `must be a whole number from ${minimum} to ${maximum}`;
  return z
    .string()
    .regex(/^\d{1,10}$/, { error })
    .transform(Number)
    .pipe(z.number().min(minimum, { error }).max(maximum, { error }));
};
const port = wholeNumber(1, 65_535);

/** Parses a URL; `problem` says what is wrong with one that parses. One step, so that one message comes of it. */
const url = <T>(
  schemes: readonly string[],
  problem: (value: URL) => string | false,
  read: (value: URL) => T,
) =>
  required.transform((text, context) => {
    const value = URL.parse(text);
    const wrong =
      !value || !schemes.includes(value.protocol)
        ? `must be a URL that starts with ${schemes.map((scheme) => `${scheme}//`).join(' or ')}`
        : problem(value);
    if (value && !wrong) return read(value);
    context.addIssue(wrong || 'must be a URL');
    return z.NEVER;
  });

const WEB = ['https:', 'http:'];

const httpUrl = url(
  WEB,
  ({ username, password, search, hash }) =>
    ((username || password) && 'must not hold a user name or password') ||
    ((search || hash) && 'must not hold a query or a fragment') ||
    false,
  // One form everywhere: no slash at the end, so that paths are appended and issuers compared as they are.
  ({ href }) => href.replace(/\/+$/, ''),
);

const publicUrl = url(
  WEB,
  (value) => {
    if (value.href !== `${value.origin}/`) {
      return 'must be an origin: scheme, host and port, without a path';
    }
    const plain = value.protocol === 'http:' && !LOCALHOSTS.has(value.hostname);
    return plain && 'must be https (plain http is for localhost only)';
  },
  (value) => value,
);

const redisUrl = url(
  ['redis:', 'rediss:'],
  () => false,
  ({ href }) => new Secret(href), // may hold a password
);

const secret = required.transform((value) => new Secret(value));

const sessionSecrets = required
  .transform((value) => value.split(',').map((part) => part.trim()))
  .refine(
    (parts) => parts.every((part) => part.length >= MIN_SECRET_LENGTH),
    `must be one or more secrets of at least ${MIN_SECRET_LENGTH} characters, separated by commas`,
  )
  .refine((parts) => new Set(parts).size === parts.length, 'must not name the same secret twice')
  .transform((parts) => parts.map((part) => new Secret(part)));

const scopes = z
  .string()
  .default('openid email profile')
  .transform((value) => value.split(/\s+/).filter(Boolean))
  .refine((names) => names.includes('openid'), 'must include openid');

/** RFC 8707 §2: no fragment. Cognito's resource servers have no blanks in their identifiers. */
const resource = z.string().regex(/^[!"$-~]{1,256}$/, {
  error: 'must be the identifier of a resource server: no blanks, no #, at most 256 characters',
});

/** One field a variable, each with a message that says what would be right, and never the value. */
const variables = z.object({
  NODE_ENV: z.string().optional(),
  PUBLIC_URL: publicUrl.prefault('http://localhost:3000'),
  HOST: z.string().optional(),
  PORT: port.prefault('3000'),
  TRUST_PROXY_HOPS: wholeNumber(0, 10).optional(),
  COGNITO_ISSUER: httpUrl,
  COGNITO_DOMAIN: httpUrl,
  COGNITO_ALLOW_HTTP: flag,
  COGNITO_CLIENT_ID: required,
  COGNITO_CLIENT_SECRET: secret,
  COGNITO_SCOPES: scopes,
  COGNITO_RESOURCE: resource.optional(),
  API_URL: httpUrl,
  API_TOKEN: z.enum(['access', 'id'], { error: 'must be access or id' }).default('access'),
  REDIS_URL: redisUrl.optional(),
  REDIS_USERNAME: z.string().optional(),
  REDIS_PASSWORD: secret.optional(),
  REDIS_CLUSTER: flag,
  SESSION_SECRETS: sessionSecrets,
  SESSION_IDLE_SECONDS: wholeNumber(10, 30 * DAY_SECONDS).prefault('1800'),
  SESSION_MAX_SECONDS: wholeNumber(10, 3650 * DAY_SECONDS).prefault('28800'),
  SESSIONS_PER_USER: wholeNumber(1, 1000).prefault('20'),
  REQUESTS_PER_SESSION: wholeNumber(1, 10_000).prefault('64'),
  SIGN_IN_AGAIN: z
    .enum(['after-end', 'always', 'never'], { error: 'must be after-end, always or never' })
    .default('after-end'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace'], {
      error: 'must be fatal, error, warn, info, debug or trace',
    })
    .default('info'),
});

type Variables = z.infer<typeof variables>;

/** What one variable demands of another. */
const rules: [keyof Variables, string, (values: Variables) => boolean][] = [
  ...(['COGNITO_ISSUER', 'COGNITO_DOMAIN'] as const).map((variable): (typeof rules)[number] => [
    variable,
    'must be https (the local stack alone sets COGNITO_ALLOW_HTTP=true)',
    (values) => values.COGNITO_ALLOW_HTTP || URL.parse(values[variable])?.protocol !== 'http:',
  ]),
  [
    'REDIS_URL',
    'is required in production: sessions in one process die with it',
    ({ NODE_ENV, REDIS_URL }) => NODE_ENV !== 'production' || REDIS_URL !== undefined,
  ],
  ...(['REDIS_USERNAME', 'REDIS_PASSWORD', 'REDIS_CLUSTER'] as const).map(
    (variable): (typeof rules)[number] => [
      variable,
      'needs REDIS_URL',
      (values) => !values[variable] || values.REDIS_URL !== undefined,
    ],
  ),
  [
    'SESSION_IDLE_SECONDS',
    'must not be longer than SESSION_MAX_SECONDS',
    (values) => !(values.SESSION_IDLE_SECONDS > values.SESSION_MAX_SECONDS),
  ],
];

/**
 * The environment as the product reads it. The rules are asked even where a variable is wrong in
 * itself, so that one start names every problem. No message holds a value: it may be a secret in
 * the wrong place.
 */
export const schema = rules.reduce(
  (checked, [variable, error, holds]) =>
    checked.refine(holds, { path: [variable], error, when: () => true }),
  variables,
);
