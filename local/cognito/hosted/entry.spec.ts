import { alice, CALLBACK, startPool, type PoolUnderTest } from '../../testing/pool-under-test.js';

const password = { username: alice.email, password: alice.password };

describe('coming in with a hint', () => {
  let pool: PoolUnderTest;

  beforeAll(async () => {
    pool = await startPool();
  });
  afterAll(() => pool.close());

  it.each([
    ['/oauth2/authorize', 'username'],
    ['/login', 'username'],
    ['/forgotPassword', 'username'],
    ['/signup', 'email'],
  ])('fills in the name at %s', async (path, field) => {
    const login_hint = 'carol+x@example.com';
    const page = await pool.visitor().open(pool.authorizeUrl({ login_hint }, path));
    expect(page.field(field)).toBe(login_hint);
  });

  it('keeps what was typed in its place', async () => {
    const visitor = pool.visitor();
    const page = await visitor.open(pool.authorizeUrl({ login_hint: 'carol@example.com' }));
    const refused = await visitor.submit(page, { username: 'dora@example.com', password: 'x' });
    expect(refused.field('username')).toBe('dora@example.com');
    const emptied = await visitor.submit(refused, { username: '', password: 'x' });
    expect(emptied.field('username')).toBe('');
  });

  it.each([
    ['markup', '"><script>alert(1)</script>', 'value="&quot;>&lt;script>'],
    ['an attribute', '" autofocus onfocus=alert(1) x="', 'value="&quot; autofocus'],
    ['the longest name', 'x'.repeat(128), `value="${'x'.repeat(128)}"`],
    ['more than the longest name', 'x'.repeat(129), ' value autofocus'],
  ])('takes %s for a name, or for nothing', async (_what, login_hint, expected) => {
    const page = await pool.visitor().open(pool.authorizeUrl({ login_hint }));
    expect(page.title).toBe('Sign in');
    expect(page.html).toContain(expected);
    expect(page.html).not.toContain('<script>');
  });
});

describe('coming in for an identity provider', () => {
  let pool: PoolUnderTest;

  beforeAll(async () => {
    pool = await startPool();
  });
  afterAll(() => pool.close());

  it('means the pool by COGNITO: its session is enough', async () => {
    const visitor = pool.visitor();
    await pool.signIn(visitor, { identity_provider: 'COGNITO' });
    const again = await visitor.open(pool.authorizeUrl({ identity_provider: 'COGNITO' }));
    expect(again.url).toMatch(CALLBACK);
  });

  it.each([
    ['another provider', { identity_provider: 'Google' }],
    ['the pool in another case', { identity_provider: 'cognito' }],
    ['an identifier', { idp_identifier: 'example.com' }],
    ['an identifier of the pool', { identity_provider: 'COGNITO', idp_identifier: 'x' }],
  ])('says that there is no %s, and lets people of the pool in', async (_what, changes) => {
    const visitor = pool.visitor();
    await pool.signIn(visitor);
    const page = await visitor.open(pool.authorizeUrl(changes));
    expect(page.status).toBe(401);
    expect(page.title).toBe('Sign in');
    expect(page.alert).toBe('Login option is not available. Please try another one');
    const challenge = await visitor.submit(page, password);
    pool.pass(30);
    const arrived = await visitor.submit(challenge, { code: pool.totpCode(alice.email) });
    expect(arrived.parameters.has('code')).toBe(true);
  });
});
