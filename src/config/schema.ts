import { z } from 'zod';
import { furtherApis } from './further-apis.js';
import {
  bucketName,
  cloudWatchNamespace,
  emailDomains,
  flag,
  httpUrl,
  identityPoolId,
  issuerUrl,
  networkInterface,
  oneOf,
  publicUrl,
  region,
  regionOfIssuer,
  resource,
  scopes,
  secret,
  sessionSecrets,
  share,
  text,
  wholeNumber,
} from './fields.js';
import { redisUrl } from './redis-url.js';
import { webRoot } from './web-root.js';

const DAY_SECONDS = 86_400;
const MIN_DIFFERENT_CHARACTERS = 8;

const port = wholeNumber(1, 65_535);

/** One field a variable, each with a message that says what would be right, and never the value. */
const variables = z.object({
  // What production refuses, it refuses by this one spelling.
  NODE_ENV: text
    .refine((value) => value === 'production' || !/^prod(?:uction)?$/iu.test(value), {
      error: 'must be written production where it is meant',
    })
    .optional(),
  PUBLIC_URL: publicUrl.prefault('http://localhost:3000'),
  HOST: networkInterface.optional(),
  PORT: port.prefault('3000'),
  METRICS_HOST: networkInterface.optional(),
  METRICS_PORT: port.prefault('9464'),
  TRUST_PROXY_HOPS: wholeNumber(0, 10).optional(),
  COGNITO_ISSUER: issuerUrl,
  COGNITO_DOMAIN: httpUrl,
  COGNITO_ALLOW_HTTP: flag.prefault('false'),
  COGNITO_CLIENT_ID: text,
  COGNITO_CLIENT_SECRET: secret,
  COGNITO_SCOPES: scopes.prefault('openid email profile'),
  COGNITO_RESOURCE: resource.optional(),
  COGNITO_IDP_ENDPOINT: httpUrl.optional(),
  AWS_REGION: region.optional(),
  ALLOWED_EMAIL_DOMAINS: emailDomains.optional(),
  IDENTITY_POOL_ID: identityPoolId.optional(),
  UPLOADS_BUCKET: bucketName.optional(),
  COGNITO_IDENTITY_ENDPOINT: httpUrl.optional(),
  S3_ENDPOINT: httpUrl.optional(),
  API_URL: httpUrl,
  API_TOKEN: oneOf('access', 'id').prefault('access'),
  APIS: furtherApis.optional(),
  WEB_ROOT: webRoot.optional(),
  REDIS_URL: redisUrl.optional(),
  REDIS_USERNAME: text.optional(),
  REDIS_PASSWORD: secret.optional(),
  REDIS_CLUSTER: flag.prefault('false'),
  SESSION_SECRETS: sessionSecrets,
  SESSION_IDLE_SECONDS: wholeNumber(10, 30 * DAY_SECONDS).prefault('1800'),
  SESSION_MAX_SECONDS: wholeNumber(10, 3650 * DAY_SECONDS).prefault('28800'),
  SESSIONS_PER_USER: wholeNumber(1, 1000).prefault('20'),
  REQUESTS_PER_SESSION: wholeNumber(1, 10_000).prefault('64'),
  SIGN_IN_AGAIN: oneOf('after-end', 'always', 'never').prefault('after-end'),
  REVISION: text.optional(),
  LOG_LEVEL: oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace').prefault('info'),
  CLOUDWATCH_NAMESPACE: cloudWatchNamespace.optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl.optional(),
  OTEL_TRACES_SAMPLER_ARG: share.prefault('0.1'),
  NODE_TLS_REJECT_UNAUTHORIZED: text.optional(),
});

export type Variables = z.infer<typeof variables>;
type Name = keyof Variables;

/** What one variable demands of others: the variable to name, what it must be, what is read for that. */
const rules: [
  variable: Name,
  error: string,
  reads: Name[],
  holds: (values: Variables) => boolean,
][] = [
  ...(
    [
      'COGNITO_ISSUER',
      'COGNITO_DOMAIN',
      'COGNITO_IDP_ENDPOINT',
      'COGNITO_IDENTITY_ENDPOINT',
      'S3_ENDPOINT',
    ] as const
  ).map((variable): (typeof rules)[number] => [
    variable,
    'must be https (the local stack alone sets COGNITO_ALLOW_HTTP=true)',
    [variable, 'COGNITO_ALLOW_HTTP'],
    (values) => values.COGNITO_ALLOW_HTTP || !values[variable]?.startsWith('http:'),
  ]),
  ...(
    [
      ['IDENTITY_POOL_ID', 'UPLOADS_BUCKET'],
      ['UPLOADS_BUCKET', 'IDENTITY_POOL_ID'],
      ['COGNITO_IDENTITY_ENDPOINT', 'IDENTITY_POOL_ID'],
      ['S3_ENDPOINT', 'UPLOADS_BUCKET'],
    ] as const
  ).map(([variable, other]): (typeof rules)[number] => [
    variable,
    `needs ${other}: /account/files takes an identity pool and a bucket`,
    [variable, other],
    (values) => values[variable] === undefined || values[other] !== undefined,
  ]),
  [
    'IDENTITY_POOL_ID',
    'needs a COGNITO_ISSUER that ends in the id of a user pool: by that one the identity pool knows it',
    ['IDENTITY_POOL_ID', 'COGNITO_ISSUER'],
    ({ IDENTITY_POOL_ID, COGNITO_ISSUER }) =>
      IDENTITY_POOL_ID === undefined || regionOfIssuer(COGNITO_ISSUER) !== undefined,
  ],
  [
    'COGNITO_ALLOW_HTTP',
    'must not be true in production with a PUBLIC_URL of https: whoever can read the network could sign in as anybody',
    ['COGNITO_ALLOW_HTTP', 'NODE_ENV', 'PUBLIC_URL'],
    ({ COGNITO_ALLOW_HTTP, NODE_ENV, PUBLIC_URL }) =>
      !(COGNITO_ALLOW_HTTP && NODE_ENV === 'production' && PUBLIC_URL.protocol === 'https:'),
  ],
  [
    'REDIS_URL',
    'is required in production: sessions in one process die with it',
    ['NODE_ENV', 'REDIS_URL'],
    ({ NODE_ENV, REDIS_URL }) => NODE_ENV !== 'production' || REDIS_URL !== undefined,
  ],
  [
    'REDIS_URL',
    'must not name a database with REDIS_CLUSTER=true: a cluster has only one',
    ['REDIS_URL', 'REDIS_CLUSTER'],
    ({ REDIS_URL, REDIS_CLUSTER }) => !(REDIS_CLUSTER && REDIS_URL && REDIS_URL.database > 0),
  ],
  ...(['REDIS_USERNAME', 'REDIS_PASSWORD', 'REDIS_CLUSTER'] as const).map(
    (variable): (typeof rules)[number] => [
      variable,
      'needs REDIS_URL',
      [variable, 'REDIS_URL'],
      (values) => !values[variable] || values.REDIS_URL !== undefined,
    ],
  ),
  [
    'SESSION_SECRETS',
    `must not be made of fewer than ${MIN_DIFFERENT_CHARACTERS} different characters in production: take random ones, as \`openssl rand -base64 32\` makes them`,
    ['NODE_ENV', 'SESSION_SECRETS'],
    ({ NODE_ENV, SESSION_SECRETS }) =>
      NODE_ENV !== 'production' ||
      SESSION_SECRETS.every((part) => new Set(part.reveal()).size >= MIN_DIFFERENT_CHARACTERS),
  ],
  [
    'SESSION_IDLE_SECONDS',
    'must not be longer than SESSION_MAX_SECONDS',
    ['SESSION_IDLE_SECONDS', 'SESSION_MAX_SECONDS'],
    (values) => values.SESSION_IDLE_SECONDS <= values.SESSION_MAX_SECONDS,
  ],
];

/**
 * The environment as the product reads it. A rule is asked wherever what it reads is right in
 * itself, whatever else is wrong, so that one start names every problem. No message holds a value:
 * it may be a secret in the wrong place.
 */
export const schema = rules.reduce(
  (checked, [variable, error, reads, holds]) =>
    checked.refine(holds, {
      path: [variable],
      error,
      when: ({ issues }) => !issues.some(({ path }) => reads.some((name) => name === path?.[0])),
    }),
  variables,
);
