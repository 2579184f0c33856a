import { APPLICATION, CALLBACK, startPool } from '../../testing/pool-under-test.js';
import type { PoolUnderTest } from '../../testing/pool-under-test.js';

describe('the hosted session', () => {
  let pool: PoolUnderTest;

  beforeAll(async () => {
    pool = await startPool();
  });
  afterAll(() => pool.close());

  const signedIn = async () => {
    const visitor = pool.visitor();
    await pool.signIn(visitor);
    return visitor;
  };
  const logoutUrl = (parameters: Record<string, string>) =>
    `${pool.domain}/logout?${new URLSearchParams({ client_id: pool.settings.client.id, ...parameters })}`;

  it('is an HttpOnly cookie of one hour', async () => {
    const visitor = pool.visitor();
    const page = await visitor.open(pool.authorizeUrl());
    expect([...visitor.cookies.keys()]).toEqual(['XSRF-TOKEN']);
    const challenge = await visitor.submit(page, {
      username: 'alice@example.com',
      password: 'Correct-Horse-1',
    });
    const response = await fetch(challenge.action, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie: `XSRF-TOKEN=${visitor.cookies.get('XSRF-TOKEN')}` },
      body: new URLSearchParams({
        _csrf: challenge.csrf,
        code: pool.totpCode('alice@example.com'),
      }),
    });
    const cookie = response.headers.getSetCookie().find((line) => line.startsWith('cognito.'));
    expect(cookie).toMatch(/Max-Age=3600; Path=\/; .*HttpOnly; SameSite=Lax$/u);
  });

  it('signs the next authorization request straight in', async () => {
    const visitor = await signedIn();
    const first = await visitor.open(pool.authorizeUrl());
    expect(first.url).toMatch(CALLBACK);
    const second = await visitor.open(pool.authorizeUrl());
    expect(second.parameters.get('code')).not.toBe(first.parameters.get('code'));
  });

  it('ends after an hour', async () => {
    const visitor = await signedIn();
    pool.pass(3599);
    expect((await visitor.open(pool.authorizeUrl())).url).toMatch(CALLBACK);
    pool.pass(2);
    expect((await visitor.open(pool.authorizeUrl())).title).toBe('Sign in');
  });

  it('ends at /logout, for whoever kept its cookie too', async () => {
    const visitor = await signedIn();
    const cookie = visitor.cookies.get('cognito.eu-central-1_localpool') ?? '';
    const left = await visitor.open(logoutUrl({ logout_uri: `${APPLICATION}/` }));
    expect(left.url).toBe(`${APPLICATION}/`);
    expect(visitor.cookies.has('cognito.eu-central-1_localpool')).toBe(false);
    visitor.cookies.set('cognito.eu-central-1_localpool', cookie);
    expect((await visitor.open(pool.authorizeUrl())).title).toBe('Sign in');
  });

  it('ends at /logout with an authorization request too, which then goes on', async () => {
    const visitor = await signedIn();
    const parameters = { redirect_uri: CALLBACK, response_type: 'code', state: 's' };
    const page = await visitor.open(logoutUrl(parameters));
    expect(page.title).toBe('Sign in');
    expect(page.parameters.get('state')).toBe('s');
  });

  it.each([
    ['no logout_uri', {}],
    ['an unknown logout_uri', { logout_uri: 'https://evil.example/' }],
    ['a logout_uri that is longer', { logout_uri: `${APPLICATION}/x` }],
    ['a logout_uri that is shorter', { logout_uri: APPLICATION }],
    ['an unknown client', { client_id: 'x', logout_uri: `${APPLICATION}/` }],
    ['an unknown redirect_uri', { redirect_uri: 'https://evil.example/', response_type: 'code' }],
  ])('does not end at /logout with %s', async (_what, parameters) => {
    const visitor = await signedIn();
    const page = await visitor.open(logoutUrl(parameters));
    expect(page.status).toBe(400);
    expect(page.title).toBe('Something went wrong');
    expect((await visitor.open(pool.authorizeUrl())).url).toMatch(CALLBACK);
  });
});
