import { randomUUID } from 'node:crypto';
import { startPool, STATE, type PoolUnderTest } from '../../testing/pool-under-test.js';
import { defaultSettings } from '../settings.js';

/** Someone new in every test. */
const carol = { email: 'carol@example.com', password: 'Correct-Horse-9' };

describe('the hosted pages', () => {
  let pool: PoolUnderTest;

  beforeAll(async () => {
    pool = await startPool();
  });
  beforeEach(() => {
    carol.email = `carol.${randomUUID()}@example.com`;
    pool.mails.length = 0;
  });
  afterAll(() => pool.close());

  const signUp = async (visitor = pool.visitor()) => {
    const page = await visitor.open(pool.authorizeUrl({}, '/signup'));
    return { visitor, page: await visitor.submit(page, carol) };
  };

  it('takes someone new from signing up to the application', async () => {
    const { visitor, page: confirm } = await signUp();
    expect(confirm.title).toBe('Confirm your e-mail address');
    expect(pool.mails).toEqual([
      expect.stringMatching(new RegExp(`^mail to ${carol.email}: code \\d{6}$`, 'u')),
    ]);

    const setUp = await visitor.submit(confirm, { code: pool.mailedCode() });
    expect(setUp.title).toBe('Set up your authenticator app');
    expect(setUp.html).toMatch(/<img src="data:image\/png;base64,/u);

    const arrived = await visitor.submit(setUp, { code: pool.totpCode(setUp.totpSecret) });
    expect(arrived.url).toMatch(/^http:\/\/localhost:3000\/auth\/callback\?code=[\w-]{43}&/u);
    expect(arrived.parameters.get('state')).toBe(STATE);
  });

  it('asks who has enrolled for a code, and enrols nobody twice', async () => {
    const { visitor, page } = await signUp();
    const setUp = await visitor.submit(page, { code: pool.mailedCode() });
    await visitor.submit(setUp, { code: pool.totpCode(setUp.totpSecret) });
    const other = pool.visitor();
    const login = await other.open(pool.authorizeUrl());
    const challenge = await other.submit(login, {
      username: carol.email,
      password: carol.password,
    });
    expect(challenge.title).toBe('Enter your code');
    expect(challenge.totpSecret).toBe('');
    pool.pass(30);
    const arrived = await other.submit(challenge, { code: pool.totpCode(setUp.totpSecret) });
    expect(arrived.parameters.has('code')).toBe(true);
  });

  it('lets who never confirmed do so at the next sign-in', async () => {
    await signUp();
    const visitor = pool.visitor();
    const page = await visitor.open(pool.authorizeUrl());
    const confirm = await visitor.submit(page, {
      username: carol.email,
      password: carol.password,
    });
    expect(confirm.title).toBe('Confirm your e-mail address');
  });

  it('mails a new code on demand, after which the old one is worth nothing', async () => {
    const { visitor, page } = await signUp();
    const old = pool.mailedCode();
    let again = await visitor.submit(page, { resend: 'yes' });
    expect(again.notice).toBe('A new code is on its way.');
    expect(pool.mails).toHaveLength(2);
    while (pool.mailedCode() === old) again = await visitor.submit(page, { resend: 'yes' });
    const refused = await visitor.submit(again, { code: old });
    expect(refused.alert).toBe('Invalid verification code provided, please try again.');
    const setUp = await visitor.submit(refused, { code: pool.mailedCode() });
    expect(setUp.title).toBe('Set up your authenticator app');
  });

  it('refuses a mailed code after a day', async () => {
    const { visitor, page } = await signUp();
    pool.pass(24 * 3600);
    const login = await visitor.submit(page, { code: pool.mailedCode() });
    expect(login.title).toBe('Sign in');
    expect(login.notice).toBe('That took too long: please sign in again.');
    const credentials = { username: carol.email, password: carol.password };
    const confirm = await visitor.submit(login, credentials);
    const refused = await visitor.submit(confirm, { code: pool.mailedCode() });
    expect(refused.alert).toBe('Invalid code provided, please request a code again.');
  });

  it.each([
    ['no password', { password: '' }, /at most 256/u],
    ['a short password', { password: 'Aa1-' }, /: Password not long enough$/u],
    ['no uppercase letter', { password: 'correct-horse-9' }, /must have uppercase characters$/u],
    ['no lowercase letter', { password: 'CORRECT-HORSE-9' }, /must have lowercase characters$/u],
    ['no number', { password: 'Correct-Horse' }, /must have numeric characters$/u],
    ['no symbol', { password: 'CorrectHorse9' }, /must have symbol characters$/u],
    ['an endless password', { password: 'Aa1-'.repeat(65) }, /at most 256/u],
    ['no address', { email: '' }, /valid e-mail/u],
    ['no real address', { email: 'carol' }, /valid e-mail/u],
    ['an address that is taken', { email: 'ALICE@example.com' }, /already exists/u],
  ])('refuses to sign up with %s', async (_what, form, reason) => {
    const visitor = pool.visitor();
    const page = await visitor.open(pool.authorizeUrl({}, '/signup'));
    const refused = await visitor.submit(page, { ...carol, ...form });
    expect(refused.title).toBe('Sign up');
    expect(refused.alert).toMatch(reason);
    expect(pool.mails).toEqual([]);
  });

  it('links sign-in and sign-up, taking the authorization request along', async () => {
    const visitor = pool.visitor();
    const login = await visitor.open(pool.authorizeUrl());
    const signUpPage = await visitor.open(login.link('Sign up'));
    expect(signUpPage.title).toBe('Sign up');
    const back = await visitor.open(signUpPage.link('Sign in'));
    expect(new URL(back.url).search).toBe(new URL(login.url).search);
  });
});

describe('a pool without forced MFA', () => {
  it.each(['OPTIONAL', 'OFF'] as const)(
    'asks someone new for no app when it is %s',
    async (mfa) => {
      const pool = await startPool({ settings: { ...defaultSettings, mfa } });
      const visitor = pool.visitor();
      const page = await visitor.open(pool.authorizeUrl({}, '/signup'));
      const confirm = await visitor.submit(page, carol);
      const arrived = await visitor.submit(confirm, { code: pool.mailedCode() });
      expect(arrived.parameters.has('code')).toBe(true);
      await pool.close();
    },
  );

  it('asks who has enrolled all the same when it is OPTIONAL', async () => {
    const pool = await startPool({ settings: { ...defaultSettings, mfa: 'OPTIONAL' } });
    const arrived = await pool.signIn();
    expect(arrived.parameters.has('code')).toBe(true);
    await pool.close();
  });
});
