import { decodeJwt } from 'jose';
import * as openid from 'openid-client';
import { alice, CALLBACK, NONCE, startPool, STATE } from '../../testing/pool-under-test.js';
import { VERIFIER, type PoolUnderTest } from '../../testing/pool-under-test.js';
import type { HostedPage, HostedVisitor } from '../../testing/hosted-visitor.js';

const password = { username: alice.email, password: alice.password };
const CHOICE = 'Choose an account';

describe('how someone who is signed in already is asked again', () => {
  let pool: PoolUnderTest;

  beforeAll(async () => {
    pool = await startPool();
  });
  afterAll(() => pool.close());

  const signedIn = async (changes: Record<string, string> = {}) => {
    const visitor = pool.visitor();
    const arrived = await pool.signIn(visitor, changes);
    return { visitor, arrived };
  };
  const redeem = async (arrived: HostedPage) =>
    openid.authorizationCodeGrant(pool.client, new URL(arrived.url), {
      pkceCodeVerifier: VERIFIER,
      expectedState: STATE,
      expectedNonce: NONCE,
    });
  const authTime = async (arrived: HostedPage) =>
    Number(decodeJwt((await redeem(arrived)).id_token ?? '')['auth_time']);
  const open = async (visitor: HostedVisitor, changes: Record<string, string>, path?: string) =>
    visitor.open(pool.authorizeUrl(changes, path));
  const authenticate = async (visitor: HostedVisitor, page: HostedPage) => {
    const challenge = await visitor.submit(page, password);
    return visitor.submit(challenge, { code: pool.totpCode(alice.email) });
  };

  it('is not at all: the tokens tell the time of the sign-in, refreshed ones too', async () => {
    const { visitor, arrived } = await signedIn();
    const before = await authTime(arrived);
    pool.pass(1800);
    const again = await open(visitor, {});
    expect(again.url).toMatch(CALLBACK);
    const tokens = await redeem(again);
    const refreshed = await openid.refreshTokenGrant(pool.client, tokens.refresh_token ?? '');
    for (const token of [tokens, refreshed].flatMap((set) => [set.id_token, set.access_token])) {
      const claims = decodeJwt(token ?? '');
      expect(claims['auth_time']).toBe(before);
      expect(claims.iat).toBe(before + 1800);
    }
  });

  it.each(['login', 'login consent', 'login select_account', 'login login'])(
    'is by password and code with prompt=%s, and the new tokens tell the new time',
    async (prompt) => {
      const { visitor, arrived } = await signedIn();
      const before = await authTime(arrived);
      pool.pass(600);
      const page = await open(visitor, { prompt });
      expect(page.title).toBe('Sign in');
      const again = await authenticate(visitor, page);
      expect(await authTime(again)).toBe(before + 600);
      // The new sign-in renews the session: without it, this would be over.
      pool.pass(3599);
      expect((await open(visitor, {})).url).toMatch(CALLBACK);
    },
  );

  it('leaves the session alone when prompt=login is only looked at', async () => {
    const { visitor } = await signedIn();
    await open(visitor, { prompt: 'login' });
    expect((await open(visitor, {})).url).toMatch(CALLBACK);
  });

  it.each(['', 'consent'])('changes nothing with prompt=%j', async (prompt) => {
    const { visitor } = await signedIn();
    const arrived = await open(visitor, { prompt });
    expect(arrived.parameters.get('code')).toMatch(/./u);
    expect((await open(pool.visitor(), { prompt })).title).toBe('Sign in');
  });

  it('shows no page with prompt=none: a code, with the time of the sign-in', async () => {
    const { visitor, arrived } = await signedIn();
    const before = await authTime(arrived);
    pool.pass(60);
    expect(await authTime(await open(visitor, { prompt: 'none' }))).toBe(before);
  });

  it.each([
    ['nobody is signed in', {}, 0],
    ['the session is over', {}, 3601],
    ['the sign-in is too long ago', { max_age: '60' }, 61],
    ['the sign-in can’t be recent enough', { max_age: '0' }, 0],
    ['another provider is asked for', { identity_provider: 'Other' }, 0],
  ])('shows no page with prompt=none when %s: login_required', async (what, changes, seconds) => {
    const visitor = what.startsWith('nobody') ? pool.visitor() : (await signedIn()).visitor;
    pool.pass(seconds);
    const { url } = await open(visitor, { prompt: 'none', ...changes });
    expect(url).toBe(`${CALLBACK}?error=login_required&state=${STATE}`);
  });

  it.each([
    '/login',
    '/signup',
    '/selectAccount',
    '/forgotPassword',
    '/confirmForgotPassword',
    '/confirm',
    '/changepassword',
    '/mfa',
    '/mfa/setup',
  ])('shows no page with prompt=none at %s either', async (path) => {
    const { url } = await open(pool.visitor(), { prompt: 'none' }, path);
    expect(url).toBe(`${CALLBACK}?error=login_required&state=${STATE}`);
  });

  it('offers who is signed in with prompt=select_account', async () => {
    const { visitor, arrived } = await signedIn();
    const before = await authTime(arrived);
    pool.pass(60);
    const page = await open(visitor, { prompt: 'select_account' });
    expect(page.title).toBe(CHOICE);
    expect(page.html).toContain(`Continue as ${alice.email}`);
    const back = await visitor.submit(page, { username: page.field('username') });
    expect(await authTime(back)).toBe(before);
  });

  it('lets somebody else sign in from there', async () => {
    const { visitor } = await signedIn();
    const page = await open(visitor, { prompt: 'select_account', login_hint: 'bob@example.com' });
    const other = await visitor.open(page.link('Use another account'));
    expect(other.title).toBe('Sign in');
    expect(other.field('username')).toBe('bob@example.com');
    const challenge = await visitor.submit(other, {
      username: 'bob@example.com',
      password: 'Correct-Horse-2',
    });
    pool.pass(30);
    const back = await visitor.submit(challenge, { code: pool.totpCode('bob@example.com') });
    expect((await redeem(back)).claims()?.['email']).toBe('bob@example.com');
  });

  it('offers nobody with prompt=select_account where nobody is signed in', async () => {
    expect((await open(pool.visitor(), { prompt: 'select_account' })).title).toBe('Sign in');
    const direct = await open(pool.visitor(), {}, '/selectAccount');
    expect(direct.title).toBe('Sign in');
  });

  it('signs nobody in whose name the page did not show', async () => {
    const { visitor } = await signedIn();
    const page = await open(visitor, { prompt: 'select_account' });
    for (const username of ['', 'bob@example.com']) {
      const refused = await visitor.submit(page, { username });
      expect(refused.title).toBe(CHOICE);
      expect(refused.alert).toBe('Somebody else is signed in now.');
    }
  });

  it('takes the choice of an account from its own page alone', async () => {
    const { visitor } = await signedIn();
    const page = await open(visitor, { prompt: 'select_account' });
    const form = { username: page.field('username'), _csrf: 'A'.repeat(43) };
    expect((await visitor.submit(page, form)).status).toBe(403);
  });

  it.each([
    ['the session ended meanwhile', {}, 3601],
    ['the sign-in became too old meanwhile', { max_age: '60' }, 61],
  ])('asks for the password when %s', async (_what, changes, seconds) => {
    const { visitor } = await signedIn();
    const page = await open(visitor, { prompt: 'select_account', ...changes });
    pool.pass(seconds);
    const form = { username: page.field('username') };
    expect((await visitor.submit(page, form)).title).toBe('Sign in');
  });

  it('does not let the choice of an account stand in for prompt=login', async () => {
    const { visitor } = await signedIn();
    const page = await open(visitor, { prompt: 'login select_account' }, '/selectAccount');
    expect(page.title).toBe('Sign in');
  });

  it.each([
    ['60', 60, true],
    ['60', 61, false],
    ['0', 0, false],
    ['9999999999', 3599, true],
    ['', 3599, true],
  ])('goes by max_age=%j: after %i s the session is enough: %s', async (max_age, seconds, is) => {
    const { visitor, arrived } = await signedIn();
    const before = await authTime(arrived);
    pool.pass(seconds);
    const page = await open(visitor, { max_age });
    expect(page.url.startsWith(CALLBACK)).toBe(is);
    pool.pass(30); // for a code that wasn't used
    const back = is ? page : await authenticate(visitor, page);
    expect(await authTime(back)).toBe(is ? before : before + seconds + 30);
  });
});
