import { alice, startPool, type PoolUnderTest } from '../../testing/pool-under-test.js';

const password = { username: alice.email, password: alice.password };

describe('signing in at the hosted pages', () => {
  let pool: PoolUnderTest;

  beforeAll(async () => {
    pool = await startPool();
  });
  beforeEach(() => pool.pass(120)); // so that every test has unused codes
  afterAll(() => pool.close());

  const atChallenge = async () => {
    const visitor = pool.visitor();
    const page = await visitor.submit(await visitor.open(pool.authorizeUrl()), password);
    return { visitor, page };
  };

  it.each([
    ['a wrong password', { ...password, password: 'Correct-Horse-2' }],
    ['a password that is right but for its case', { ...password, password: 'correct-horse-1' }],
    ['someone unknown', { ...password, username: 'nobody@example.com' }],
    ['the name of something in every object', { ...password, username: 'constructor' }],
  ])('says the same of %s', async (_what, form) => {
    const visitor = pool.visitor();
    const refused = await visitor.submit(await visitor.open(pool.authorizeUrl()), form);
    expect(refused.title).toBe('Sign in');
    expect(refused.alert).toBe('Incorrect username or password.');
    expect(refused.html).not.toContain(form.password + '"');
  });

  it('shows what was typed as text', async () => {
    const visitor = pool.visitor();
    const typed = '"><script>alert(1)</script>';
    const page = await visitor.open(pool.authorizeUrl());
    const refused = await visitor.submit(page, { username: typed, password: 'x' });
    expect(refused.html).not.toContain('<script>');
    expect(refused.html).toContain('value="&quot;>&lt;script>');
  });

  it('takes the address in any case', async () => {
    const visitor = pool.visitor();
    const page = await visitor.open(pool.authorizeUrl());
    const next = await visitor.submit(page, { ...password, username: 'Alice@Example.com' });
    expect(next.title).toBe('Enter your code');
  });

  it.each([
    ['one step old', -30],
    ['current', 0],
    ['one step early', 30],
  ])('accepts a code that is %s', async (_what, offset) => {
    const { visitor, page } = await atChallenge();
    const arrived = await visitor.submit(page, { code: pool.totpCode(alice.email, offset) });
    expect(arrived.parameters.has('code')).toBe(true);
  });

  it.each([
    ['two steps old', () => pool.totpCode(alice.email, -60)],
    ['two steps early', () => pool.totpCode(alice.email, 60)],
    ['of someone else', () => pool.totpCode('bob@example.com')],
  ])('refuses a code that is %s, and takes the right one then', async (_what, code) => {
    const { visitor, page } = await atChallenge();
    const refused = await visitor.submit(page, { code: code() });
    expect(refused.alert).toBe('Invalid code received for user');
    const arrived = await visitor.submit(refused, { code: pool.totpCode(alice.email) });
    expect(arrived.parameters.has('code')).toBe(true);
  });

  it.each(['', '12345', '1234567', 'abcdef', '１２３４５６'])(
    'refuses %j as a code',
    async (code) => {
      const { visitor, page } = await atChallenge();
      const refused = await visitor.submit(page, { code });
      expect(refused.alert).toBe('Enter the six digits of the code.');
    },
  );

  it('takes a code once', async () => {
    const code = pool.totpCode(alice.email);
    const first = await atChallenge();
    await first.visitor.submit(first.page, { code });
    const second = await atChallenge();
    const refused = await second.visitor.submit(second.page, { code });
    expect(refused.alert).toBe('Your software token has already been used once.');
    pool.pass(29); // the code is still within the allowed skew
    const late = await second.visitor.submit(refused, { code });
    expect(late.alert).toBe('Your software token has already been used once.');
  });

  it('gives three minutes for the code', async () => {
    const { visitor, page } = await atChallenge();
    pool.pass(179);
    const wrong = await visitor.submit(page, { code: '000000' });
    expect(wrong.title).toBe('Enter your code');
    pool.pass(2);
    const late = await visitor.submit(wrong, { code: pool.totpCode(alice.email) });
    expect(late.title).toBe('Sign in');
    expect(late.notice).toBe('That took too long: please sign in again.');
  });

  it('takes the session of a challenge once', async () => {
    const { visitor, page } = await atChallenge();
    await visitor.submit(page, { code: pool.totpCode(alice.email) });
    const again = await visitor.submit(page, { code: pool.totpCode(alice.email, 30) });
    expect(again.title).toBe('Sign in');
    expect(again.parameters.has('session')).toBe(false);
  });

  it('does not let the session of one challenge answer another', async () => {
    const { visitor, page } = await atChallenge();
    const setUp = await visitor.open(page.url.replace('/mfa?', '/mfa/setup?'));
    expect(setUp.title).toBe('Sign in');
    const confirm = await visitor.open(page.url.replace('/mfa?', '/confirm?'));
    expect(confirm.title).toBe('Sign in');
  });

  it('keeps two tabs apart', async () => {
    const visitor = pool.visitor();
    const one = await visitor.open(pool.authorizeUrl({ state: 'one' }));
    const two = await visitor.open(pool.authorizeUrl({ state: 'two' }));
    const challengeTwo = await visitor.submit(two, password);
    const challengeOne = await visitor.submit(one, password);
    const arrivedOne = await visitor.submit(challengeOne, { code: pool.totpCode(alice.email) });
    const code = pool.totpCode(alice.email, 30);
    const arrivedTwo = await visitor.submit(challengeTwo, { code });
    expect(arrivedOne.parameters.get('state')).toBe('one');
    expect(arrivedTwo.parameters.get('state')).toBe('two');
    expect(arrivedTwo.parameters.get('code')).not.toBe(arrivedOne.parameters.get('code'));
  });

  it.each([
    ['without the field', { _csrf: '' }],
    ['with a field of someone else', { _csrf: 'A'.repeat(43) }],
  ])('refuses a form %s', async (_what, forged) => {
    const visitor = pool.visitor();
    const page = await visitor.open(pool.authorizeUrl());
    const refused = await visitor.submit(page, { ...password, ...forged });
    expect(refused.status).toBe(403);
    expect(refused.alert).toBe('This page was out of date: please try again.');
    const next = await visitor.submit(refused, password);
    expect(next.title).toBe('Enter your code');
  });

  it.each([
    ['', {}],
    [' and the field', { _csrf: '' }],
  ])('refuses a form without the cookie%s', async (_and, forged) => {
    const visitor = pool.visitor();
    const page = await visitor.open(pool.authorizeUrl());
    visitor.cookies.clear();
    expect((await visitor.submit(page, { ...password, ...forged })).status).toBe(403);
  });

  it('allows nothing inline, and redirects from forms to the application alone', async () => {
    const { headers } = await fetch(pool.authorizeUrl());
    const policy = headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'; style-src 'self'; script-src 'self';");
    expect(policy).toContain("form-action 'self' http://localhost:3000;");
    expect(policy).not.toContain('unsafe');
    expect(headers.get('cache-control')).toBe('no-store');
  });
});
