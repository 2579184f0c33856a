import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { ConfigError, parseConfig } from './config.js';
import { schema } from './schema.js';

const complete = {
  COGNITO_ISSUER: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Ab12',
  COGNITO_DOMAIN: 'https://example.auth.eu-central-1.amazoncognito.com/',
  COGNITO_CLIENT_ID: 'client',
  COGNITO_CLIENT_SECRET: 'client-secret-value',
  API_URL: 'https://api.example.com/v1/',
  SESSION_SECRETS: 'kX3v0ZsV7nQ1yTqLr8WmJb5uCe9hAg2d',
};

function problemsOf(environment: Record<string, string | undefined>): string[] {
  try {
    parseConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n').slice(1);
    throw error;
  }
  return [];
}

describe('parseConfig', () => {
  it('needs six variables and has a default for the rest', () => {
    const config = parseConfig(complete);
    expect(config).toMatchObject({
      publicUrl: 'http://localhost:3000',
      https: false,
      port: 3000,
      trustProxyHops: 0,
      logLevel: 'info',
      cognito: { scopes: ['openid', 'email', 'profile'], allowHttp: false },
      apis: [{ prefix: '/api', token: 'access' }],
      session: { idleMs: 1_800_000, maxMs: 28_800_000 },
    });
    expect(config.redis).toBeUndefined();
  });

  it('writes URLs without a slash at the end', () => {
    const config = parseConfig({ ...complete, PUBLIC_URL: 'https://app.example.com/' });
    expect(config.publicUrl).toBe('https://app.example.com');
    expect(config.cognito.domain).toBe('https://example.auth.eu-central-1.amazoncognito.com');
    expect(config.apis[0]?.url).toBe('https://api.example.com/v1');
  });

  it('trusts one proxy where browsers see https, and as many as it is told', () => {
    const https = { ...complete, PUBLIC_URL: 'https://app.example.com' };
    expect(parseConfig(https).trustProxyHops).toBe(1);
    expect(parseConfig({ ...https, TRUST_PROXY_HOPS: '2' }).trustProxyHops).toBe(2);
    expect(parseConfig({ ...https, TRUST_PROXY_HOPS: '0' }).trustProxyHops).toBe(0);
  });

  it.each([
    ['https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Ab12', 'eu-central-1'],
    ['https://issuer-cognito-idp.us-gov-west-1.amazonaws.com/us-gov-west-1_Ab12', 'us-gov-west-1'],
    ['https://cognito-idp.example.com/pool', undefined],
  ])('takes the region out of the issuer %s, unless it is told one', (issuer, region) => {
    const environment = { ...complete, COGNITO_ISSUER: issuer };
    expect(parseConfig(environment).cognito.userPool.region).toBe(region);
    const told = parseConfig({ ...environment, AWS_REGION: 'sa-east-1' });
    expect(told.cognito.userPool.region).toBe('sa-east-1');
  });

  const files = {
    IDENTITY_POOL_ID: 'eu-west-1:01234567-89ab-cdef-0123-456789abcdef',
    UPLOADS_BUCKET: 'uploads',
  };
  it('has files where an identity pool and a bucket are given, and the user pool by its own name', () => {
    const issuer = 'https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Ab12';
    const config = parseConfig({ ...complete, ...files, COGNITO_ISSUER: issuer });
    expect(config.files).toMatchObject({
      loginProvider: 'cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Ab12',
      region: 'eu-west-1',
      bucketOrigin: 'https://uploads.s3.eu-west-1.amazonaws.com',
    });
    const local = { S3_ENDPOINT: 'http://localhost:3003', COGNITO_ALLOW_HTTP: 'true' };
    expect(parseConfig({ ...complete, ...files, ...local }).files?.bucketOrigin).toBe(
      'http://localhost:3003',
    );
    expect(parseConfig(complete).files).toBeUndefined();
  });

  it.each([
    [{ UPLOADS_BUCKET: '' }, ['IDENTITY_POOL_ID needs UPLOADS_BUCKET']],
    [{ IDENTITY_POOL_ID: '' }, ['UPLOADS_BUCKET needs IDENTITY_POOL_ID']],
    [
      { COGNITO_ISSUER: 'https://issuer.example.com/pool' },
      ['IDENTITY_POOL_ID needs a COGNITO_ISSUER that ends in the id of a user pool'],
    ],
    [{ S3_ENDPOINT: 'http://localhost:1' }, ['S3_ENDPOINT must be https']],
    [
      { COGNITO_IDENTITY_ENDPOINT: 'http://localhost:1' },
      ['COGNITO_IDENTITY_ENDPOINT must be https'],
    ],
    [
      { IDENTITY_POOL_ID: '', UPLOADS_BUCKET: '', S3_ENDPOINT: 'https://s3.example.com' },
      ['S3_ENDPOINT needs UPLOADS_BUCKET'],
    ],
  ])('says what %j lacks', (changes, says) => {
    const problems = problemsOf({ ...complete, ...files, ...changes });
    expect(problems).toEqual(says.map((start) => expect.stringContaining(`  ${start}`)));
  });

  it('takes several session secrets, in order', () => {
    const [first, second] = ['b'.repeat(32), 'c'.repeat(40)];
    const { secrets } = parseConfig({
      ...complete,
      SESSION_SECRETS: `${first}, ${second}`,
    }).session;
    expect(secrets.map((secret) => secret.reveal())).toEqual([first, second]);
  });

  it.each(['', ' ', '\n', '\r\n\t'])(
    'takes a variable of nothing (%j) for an absent one',
    (nothing) => {
      const config = parseConfig({ ...complete, REDIS_URL: nothing, PORT: nothing });
      expect(config).toMatchObject({ port: 3000, redis: undefined });
      expect(problemsOf({ ...complete, API_URL: nothing })).toEqual(['  API_URL is required']);
    },
  );

  it('names every problem at once', () => {
    const problems = problemsOf({
      ...complete,
      API_URL: undefined,
      PORT: 'http',
      API_TOKEN: 'both',
    });
    expect(problems).toEqual([
      '  PORT must be a whole number from 1 to 65535',
      '  API_URL is required',
      '  API_TOKEN must be access or id',
    ]);
  });

  it.each([
    'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEfGhI',
    'https://cognito-idp.us-gov-west-1.amazonaws.com/us-gov-west-1_AbCdEfGhI',
    'https://cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_AbCdEfGhI',
    'https://issuer-cognito-idp.us-west-2.amazonaws.com/us-east-1_AbCdEfGhI', // a replica's
    'https://login.example.com/eu-west-1_AbCdEfGhI',
    'https://cognito-idp.REGION.amazonaws.com/POOL_ID',
  ])('takes the issuer %s', (issuer) => {
    expect(problemsOf({ ...complete, COGNITO_ISSUER: issuer })).toEqual([]);
  });

  it('names what variables demand of each other even where one is missing', () => {
    const problems = problemsOf({ ...complete, API_URL: undefined, NODE_ENV: 'production' });
    expect(problems).toEqual([
      '  API_URL is required',
      '  REDIS_URL is required in production: sessions in one process die with it',
    ]);
  });

  it.each([
    ['PUBLIC_URL', 'https://app.example.com/path', 'must be an origin'],
    ['PUBLIC_URL', 'http://app.example.com', 'must be https'],
    ['PUBLIC_URL', 'https://*.example.com', 'must name one host'],
    ['PUBLIC_URL', 'https://app.example.com;x', 'must name one host'],
    ['PUBLIC_URL', "https://'self'", 'must name one host'],
    ['PUBLIC_URL', 'app.example.com', 'must be a URL that starts with https:// or http://'],
    ['PORT', '0', 'whole number'],
    ['PORT', '65536', 'whole number'],
    ['PORT', '3000.5', 'whole number'],
    ['TRUST_PROXY_HOPS', '-1', 'whole number'],
    ['COGNITO_ISSUER', 'http://localhost:1/pool', 'must be https'],
    ['COGNITO_DOMAIN', 'http://localhost:1', 'must be https'],
    ['COGNITO_DOMAIN', 'https://user:pass@example.com', 'must not hold a user name'],
    ['COGNITO_ISSUER', 'https://example.com/pool?x=1', 'must not hold a query'],
    ['COGNITO_ISSUER', 'https://a.example/p/.well-known/openid-configuration', 'issuer itself'],
    ['COGNITO_ISSUER', 'https://a.example/p/.well-known/', 'issuer itself'],
    [
      'COGNITO_ISSUER',
      'https://cognito-idp.eu-central-1.amazonaws.com/eu-west-1_AbCdEfGhI',
      'must name one region',
    ],
    [
      'COGNITO_ISSUER',
      'https://cognito-idp.cn-north-1.amazonaws.com.cn/us-east-1_AbCdEfGhI',
      'must name one region',
    ],
    ['COGNITO_IDP_ENDPOINT', 'http://localhost:1', 'must be https'],
    ['AWS_REGION', 'Frankfurt', 'must be a region of AWS'],
    ['IDENTITY_POOL_ID', 'eu-west-1_AbCdEf', 'must be the id of an identity pool'],
    ['IDENTITY_POOL_ID', '01234567-89ab-cdef-0123-456789abcdef', 'must be the id of an identity'],
    ['UPLOADS_BUCKET', 'has.dots', 'must be the name of a bucket, without dots'],
    ['UPLOADS_BUCKET', 's3://uploads', 'must be the name of a bucket'],
    ['COGNITO_ALLOW_HTTP', 'yes', 'must be true or false'],
    ['COGNITO_SCOPES', 'email profile', 'must include openid'],
    ['ALLOWED_EMAIL_DOMAINS', '@example.com', 'must be domains'],
    ['ALLOWED_EMAIL_DOMAINS', 'example.com, *.example.org', 'must be domains'],
    ['ALLOWED_EMAIL_DOMAINS', 'example.com example.org', 'must be domains'],
    ['API_URL', 'ftp://example.com', 'must be a URL that starts with https:// or http://'],
    ['HOST', 'http://localhost', 'must be an address or a host name'],
    ['HOST', '[::1]', 'must be an address or a host name'],
    ['HOST', '*', 'must be an address or a host name'],
    ['METRICS_HOST', 'http://localhost', 'must be an address or a host name'],
    ['CLOUDWATCH_NAMESPACE', 'AWS/ECS', 'must be a namespace of CloudWatch'],
    ['CLOUDWATCH_NAMESPACE', ':colon', 'must be a namespace of CloudWatch'],
    ['CLOUDWATCH_NAMESPACE', 'ümlaut', 'must be a namespace of CloudWatch'],
    ['REDIS_URL', 'http://localhost', 'must be a URL that starts with redis:// or rediss://'],
    ['REDIS_PASSWORD', 'hunter2', 'needs REDIS_URL'],
    ['REDIS_CLUSTER', 'true', 'needs REDIS_URL'],
    ['SESSION_SECRETS', 'short', 'at least 32 characters'],
    ['SESSION_SECRETS', `${'d'.repeat(32)},`, 'at least 32 characters'],
    ['SESSION_SECRETS', `${'d'.repeat(32)},${'d'.repeat(32)}`, 'the same secret twice'],
    ['SESSION_IDLE_SECONDS', '999999', 'must not be longer than SESSION_MAX_SECONDS'],
    ['NODE_ENV', 'production', 'is required in production'],
    ['NODE_ENV', 'Production', 'must be written production'],
    ['NODE_ENV', 'PROD', 'must be written production'],
    ['LOG_LEVEL', 'loud', 'must be fatal, error'],
  ])('refuses %s=%s', (variable, value, message) => {
    const problems = problemsOf({ ...complete, [variable]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(message);
  });

  it('prints no value, least of all a secret in the wrong place', () => {
    const secret = 'sk-this-must-not-be-printed';
    const everywhere = Object.fromEntries(
      [...Object.keys(complete), 'PUBLIC_URL', 'PORT', 'API_TOKEN', 'REDIS_URL', 'LOG_LEVEL'].map(
        (variable) => [variable, secret],
      ),
    );
    const problems = problemsOf(everywhere).join('\n');
    expect(problems).toContain('SESSION_SECRETS');
    expect(problems).not.toContain(secret);
  });

  it('holds secrets that hide themselves', () => {
    const config = parseConfig({
      ...complete,
      REDIS_URL: 'redis://user:redis-url-password@localhost',
      REDIS_PASSWORD: 'redis-password-value',
    });
    const printed = `${inspect(config, { depth: 9 })}${JSON.stringify(config)}`;
    for (const value of [
      complete.COGNITO_CLIENT_SECRET,
      complete.SESSION_SECRETS,
      'redis-url-password',
      'redis-password-value',
    ]) {
      expect(printed).not.toContain(value);
    }
    expect(config.cognito.clientSecret.reveal()).toBe(complete.COGNITO_CLIENT_SECRET);
  });
});

const problemOf = (apis: unknown) =>
  problemsOf({ ...complete, APIS: typeof apis === 'string' ? apis : JSON.stringify(apis) });

describe('APIS', () => {
  const url = 'https://reports.example.com/v1/';
  it('adds a row for each entry behind that of /api', () => {
    const apis = [
      { prefix: '/reports', url },
      { prefix: '/a/b-c', url, token: 'none', groups: ['staff', 'admins'] },
    ];
    const config = parseConfig({ ...complete, APIS: JSON.stringify(apis) });
    expect(config.apis).toMatchObject([
      { prefix: '/api' },
      { prefix: '/reports', url: 'https://reports.example.com/v1', token: 'access' },
      { prefix: '/a/b-c', token: 'none', groups: ['staff', 'admins'] },
    ]);
  });

  const wrong: [apis: unknown, problem: RegExp][] = [
    ['{not json', /must be JSON/],
    [{}, /must be a list/],
    ['"text"', /quotes|must be a list/],
    [[1], /0 must be an object/],
    [[{ url }], /0\.prefix must be a path/],
    [[{ prefix: 'reports', url }], /0\.prefix must be a path/],
    [[{ prefix: '/Reports', url }], /small letters/],
    [[{ prefix: '/', url }], /0\.prefix/],
    [[{ prefix: '/a/', url }], /0\.prefix/],
    [[{ prefix: '/a//b', url }], /0\.prefix/],
    [[{ prefix: '/../x', url }], /0\.prefix/],
    [[{ prefix: '/%61', url }], /0\.prefix/],
    [[{ prefix: '/api', url }], /product's own/],
    [[{ prefix: '/auth/x', url }], /product's own/],
    [[{ prefix: '/account', url }], /product's own/],
    [[{ prefix: '/a' }], /0\.url is required/],
    [[{ prefix: '/a', url: 'ftp://x' }], /0\.url must be a URL/],
    [[{ prefix: '/a', url: 'https://user:secret@x.example' }], /user name or password/],
    [[{ prefix: '/a', url, token: 'refresh' }], /0\.token must be access, id, none/],
    [[{ prefix: '/a', url, groups: [] }], /0\.groups must name a group/],
    [[{ prefix: '/a', url, groups: ['two words'] }], /0\.groups/],
    [[{ prefix: '/a', url, group: ['x'] }], /may hold prefix, url, token and groups/],
    [
      [
        { prefix: '/a', url },
        { prefix: '/a', url },
      ],
      /twice, or one within another/,
    ],
    [
      [
        { prefix: '/a', url },
        { prefix: '/a/b', url },
      ],
      /twice, or one within another/,
    ],
  ];
  it.each(wrong)('names what is wrong with %j', (apis, problem) => {
    const problems = problemOf(apis);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^ *APIS/);
    expect(problems[0]).toMatch(problem);
    expect(problems[0]).not.toContain('secret');
  });
});

const frontEnd = mkdtempSync(join(tmpdir(), 'front-end-'));
writeFileSync(join(frontEnd, 'index.html'), '<!doctype html>');
afterAll(() => rmSync(frontEnd, { recursive: true }));

/** A value for each variable, so that each can be spoilt. */
const every: Record<keyof typeof schema.shape, string> = {
  ...complete,
  NODE_ENV: 'test',
  PUBLIC_URL: 'https://app.example.com',
  HOST: '127.0.0.1',
  PORT: '3001',
  METRICS_HOST: '127.0.0.2',
  METRICS_PORT: '9465',
  TRUST_PROXY_HOPS: '1',
  COGNITO_ALLOW_HTTP: 'false',
  COGNITO_SCOPES: 'openid email',
  COGNITO_RESOURCE: 'https://api.example.com',
  COGNITO_IDP_ENDPOINT: 'https://cognito-idp.eu-west-1.amazonaws.com',
  AWS_REGION: 'eu-west-1',
  IDENTITY_POOL_ID: 'eu-west-1:01234567-89ab-cdef-0123-456789abcdef',
  UPLOADS_BUCKET: 'uploads-of-people',
  COGNITO_IDENTITY_ENDPOINT: 'https://cognito-identity.eu-west-1.amazonaws.com',
  S3_ENDPOINT: 'https://s3.eu-west-1.amazonaws.com',
  API_TOKEN: 'id',
  APIS: '[{"prefix":"/reports","url":"https://reports.example.com"}]',
  WEB_ROOT: frontEnd,
  REDIS_URL: 'rediss://localhost',
  REDIS_USERNAME: 'bff',
  REDIS_PASSWORD: 'a password',
  REDIS_CLUSTER: 'true',
  SESSION_IDLE_SECONDS: '60',
  SESSION_MAX_SECONDS: '600',
  SESSIONS_PER_USER: '2',
  REQUESTS_PER_SESSION: '3',
  ALLOWED_EMAIL_DOMAINS: 'example.com',
  SIGN_IN_AGAIN: 'never',
  REVISION: '0123456789abcdef',
  LOG_LEVEL: 'warn',
  CLOUDWATCH_NAMESPACE: 'cognito-bff/prod',
  OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example.com',
  OTEL_TRACES_SAMPLER_ARG: '0.5',
  NODE_TLS_REJECT_UNAUTHORIZED: '1',
};
function revealed(environment: Record<string, string>) {
  const { cognito, redis, session, ...rest } = parseConfig(environment);
  return {
    ...rest,
    cognito: { ...cognito, clientSecret: cognito.clientSecret.reveal() },
    redis: { ...redis, password: redis?.password?.reveal() },
    session: { ...session, secrets: session.secrets.map((secret) => secret.reveal()) },
  };
}

describe.each(Object.entries(every))('what comes along with a value: %s', (variable, value) => {
  it.each(['\n', '\r\n', '\n\n'])('a line end (%j) after it is dropped', (end) => {
    expect(revealed({ ...every, [variable]: value + end })).toEqual(revealed(every));
  });

  // An escape, an accent and an emoji are what they seem to be: only what can't be seen is refused.
  it.each(['\n', '\r', '\t', '\0', '\u001b', '\u007f', '\u0085', '\u200b', '\u2028', '\ufeff'])(
    'a %j inside is named',
    (character) => {
      const spoilt = value.slice(0, 1) + character + value.slice(1);
      expect(
        problemsOf({ ...every, [variable]: spoilt.length > 2 ? spoilt : `${spoilt}1` }),
      ).toEqual([
        `  ${variable} must not hold a line break or another character that can't be seen`,
      ]);
    },
  );

  it.each(['""', "''", '“”', '„“', '‘’'])('quotes (%s) around it are named', ([open, close]) => {
    const [problem, ...others] = problemsOf({ ...every, [variable]: `${open}${value}${close}` });
    expect(problem).toContain(`  ${variable} must not be in quotes`);
    expect(others).toEqual([]);
  });
});

describe('blanks', () => {
  it.each(Object.entries(every).filter(([variable]) => variable !== 'REDIS_PASSWORD'))(
    'around %s are dropped',
    (variable, value) => {
      expect(revealed({ ...every, [variable]: ` ${value}\t \u00a0` })).toEqual(revealed(every));
    },
  );

  it('are a part of a password', () => {
    const { redis } = parseConfig({ ...every, REDIS_PASSWORD: ' a password \r\n' });
    expect(redis?.password?.reveal()).toBe(' a password ');
  });
});

const warningsOf = (environment: Record<string, string>) =>
  parseConfig({ ...complete, ...environment }).warnings;

describe('a variable that is misspelt', () => {
  it('is named beside what is missing because of it', () => {
    const { SESSION_SECRETS, ...rest } = complete;
    expect(problemsOf({ ...rest, SESSION_SECRET: SESSION_SECRETS })).toEqual([
      '  SESSION_SECRETS is required',
      "  SESSION_SECRET isn't read: did you mean SESSION_SECRETS?",
    ]);
  });

  it('is a warning where the product starts without it', () => {
    expect(warningsOf({ REDIS_ULR: 'redis://localhost' })).toEqual([
      { code: 'unknown_variable', message: "REDIS_ULR isn't read: did you mean REDIS_URL?" },
    ]);
  });

  it('is no misspelling where it says nothing', () => {
    expect(warningsOf({ REDIS_ULR: '' })).toEqual([]);
  });
});

describe('in production', () => {
  const production = {
    ...complete,
    NODE_ENV: 'production',
    PUBLIC_URL: 'https://app.example.com',
    REDIS_URL: 'rediss://sessions.example.com',
    REDIS_PASSWORD: 'a-password',
  };
  const codesOf = (environment: Record<string, string | undefined>) =>
    parseConfig({ ...production, ...environment }).warnings.map(({ code }) => code);

  it('there is nothing to say of what is right', () => {
    expect(codesOf({})).toEqual([]);
  });

  it.each([
    ['a secret of one character', { SESSION_SECRETS: 'a'.repeat(32) }],
    ['a secret of seven', { SESSION_SECRETS: 'abcdefg'.repeat(6) }],
    [
      'an older secret of seven',
      { SESSION_SECRETS: `${complete.SESSION_SECRETS},${'abcdefg'.repeat(6)}` },
    ],
  ])('refuses %s', (_what, change) => {
    expect(problemsOf({ ...production, ...change })).toEqual([
      expect.stringMatching(/^ {2}SESSION_SECRETS must not be made of fewer than 8 different/),
    ]);
  });

  it('refuses plain http to Cognito where browsers see https', () => {
    const change = { COGNITO_ALLOW_HTTP: 'true' };
    const problem = expect.stringMatching(/^ {2}COGNITO_ALLOW_HTTP must not be true in production/);
    expect(problemsOf({ ...production, ...change })).toEqual([problem]);
    expect(codesOf({ ...change, PUBLIC_URL: 'http://localhost:3000' })).toEqual([]);
  });

  it.each<[what: string, change: Record<string, string | undefined>, codes: string[]]>([
    ['an API over http', { API_URL: 'http://api.example.com' }, ['api_over_http']],
    ['an API over http in the network', { API_URL: 'http://10.0.0.7:8080' }, ['api_over_http']],
    ['an API that begins so', { API_URL: 'http://localhost.example.com' }, ['api_over_http']],
    ['an API that begins so too', { API_URL: 'http://127.0.0.1.example.com' }, ['api_over_http']],
    ['an API on this host', { API_URL: 'http://localhost:8080/v1' }, []],
    ['an API on this host by name', { API_URL: 'http://api.localhost:8080' }, []],
    ['an API on this host by address', { API_URL: 'http://127.0.0.2:8080' }, []],
    ['an API on this host by IPv6', { API_URL: 'http://[::1]:8080' }, []],
    ['no password', { REDIS_PASSWORD: undefined }, ['store_without_password']],
    [
      'no password on this host',
      { REDIS_PASSWORD: undefined, REDIS_URL: 'redis://localhost' },
      ['store_without_password'],
    ],
    [
      'a user without password',
      { REDIS_PASSWORD: undefined, REDIS_URL: 'rediss://bff@sessions.example.com' },
      ['store_without_password'],
    ],
    [
      'a password in the URL',
      { REDIS_PASSWORD: undefined, REDIS_URL: 'rediss://:x@sessions.example.com' },
      [],
    ],
    ['no TLS checks', { NODE_TLS_REJECT_UNAUTHORIZED: '0' }, ['tls_checks_off']],
    ['TLS checks', { NODE_TLS_REJECT_UNAUTHORIZED: '1' }, []],
    [
      'several at once',
      { NODE_TLS_REJECT_UNAUTHORIZED: '0', API_URL: 'http://api.example.com', PORTT: '1' },
      ['api_over_http', 'tls_checks_off'],
    ],
  ])('warns of what may give something away: %s', (_what, change, codes) => {
    expect(codesOf(change)).toEqual(codes);
    // Elsewhere people try things out.
    expect(codesOf({ ...change, NODE_ENV: 'development' })).toEqual([]);
  });

  it('prints no value in a warning', () => {
    const { warnings } = parseConfig({
      ...production,
      API_URL: 'http://leaked.example.com',
      REDIS_URL: 'redis://leaked',
      REDIS_PASSWORD: undefined,
      NODE_TLS_REJECT_UNAUTHORIZED: '0',
      API_TOKENS: 'leaked',
    });
    expect(warnings).toHaveLength(4);
    expect(JSON.stringify(warnings)).not.toContain('leaked');
  });
});

it('says something of any environment, and never throws another error', () => {
  const environments = fc.record(
    Object.fromEntries(Object.keys(every).map((name) => [name, fc.string({ unit: 'binary' })])),
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(environments, (environment) => {
      expect(problemsOf({ ...every, ...environment })).toEqual(expect.any(Array));
    }),
  );
});
