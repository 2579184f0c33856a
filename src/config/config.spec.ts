import { inspect } from 'node:util';
import { ConfigError, parseConfig } from './config.js';

const complete = {
  COGNITO_ISSUER: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Ab12',
  COGNITO_DOMAIN: 'https://example.auth.eu-central-1.amazoncognito.com/',
  COGNITO_CLIENT_ID: 'client',
  COGNITO_CLIENT_SECRET: 'client-secret-value',
  API_URL: 'https://api.example.com/v1/',
  SESSION_SECRETS: 'a'.repeat(32),
};

const problemsOf = (environment: Record<string, string | undefined>): string[] => {
  try {
    parseConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n').slice(1);
    throw error;
  }
  return [];
};

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
      api: { token: 'access' },
      session: { idleMs: 1_800_000, maxMs: 28_800_000 },
    });
    expect(config.redis).toBeUndefined();
  });

  it('writes URLs without a slash at the end', () => {
    const config = parseConfig({ ...complete, PUBLIC_URL: 'https://app.example.com/' });
    expect(config.publicUrl).toBe('https://app.example.com');
    expect(config.cognito.domain).toBe('https://example.auth.eu-central-1.amazoncognito.com');
    expect(config.api.url).toBe('https://api.example.com/v1');
  });

  it('trusts one proxy where browsers see https, and as many as it is told', () => {
    const https = { ...complete, PUBLIC_URL: 'https://app.example.com' };
    expect(parseConfig(https).trustProxyHops).toBe(1);
    expect(parseConfig({ ...https, TRUST_PROXY_HOPS: '2' }).trustProxyHops).toBe(2);
    expect(parseConfig({ ...https, TRUST_PROXY_HOPS: '0' }).trustProxyHops).toBe(0);
  });

  it('takes several session secrets, in order', () => {
    const [first, second] = ['b'.repeat(32), 'c'.repeat(40)];
    const { secrets } = parseConfig({
      ...complete,
      SESSION_SECRETS: `${first}, ${second}`,
    }).session;
    expect(secrets.map((secret) => secret.reveal())).toEqual([first, second]);
  });

  it('takes an empty variable for an absent one', () => {
    expect(parseConfig({ ...complete, REDIS_URL: '', PORT: '' }).port).toBe(3000);
  });

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
    ['PUBLIC_URL', 'app.example.com', 'must be a URL that starts with https:// or http://'],
    ['PORT', '0', 'whole number'],
    ['PORT', '65536', 'whole number'],
    ['PORT', '3000.5', 'whole number'],
    ['TRUST_PROXY_HOPS', '-1', 'whole number'],
    ['COGNITO_ISSUER', 'http://localhost:1/pool', 'must be https'],
    ['COGNITO_DOMAIN', 'http://localhost:1', 'must be https'],
    ['COGNITO_DOMAIN', 'https://user:pass@example.com', 'must not hold a user name'],
    ['COGNITO_ISSUER', 'https://example.com/pool?x=1', 'must not hold a query'],
    ['COGNITO_ALLOW_HTTP', 'yes', 'must be true or false'],
    ['COGNITO_SCOPES', 'email profile', 'must include openid'],
    ['API_URL', 'ftp://example.com', 'must be a URL that starts with https:// or http://'],
    ['REDIS_URL', 'http://localhost', 'must be a URL that starts with redis:// or rediss://'],
    ['REDIS_PASSWORD', 'hunter2', 'needs REDIS_URL'],
    ['REDIS_CLUSTER', 'true', 'needs REDIS_URL'],
    ['SESSION_SECRETS', 'short', 'at least 32 characters'],
    ['SESSION_SECRETS', `${'d'.repeat(32)},`, 'at least 32 characters'],
    ['SESSION_SECRETS', `${'d'.repeat(32)},${'d'.repeat(32)}`, 'the same secret twice'],
    ['SESSION_IDLE_SECONDS', '999999', 'must not be longer than SESSION_MAX_SECONDS'],
    ['NODE_ENV', 'production', 'is required in production'],
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
