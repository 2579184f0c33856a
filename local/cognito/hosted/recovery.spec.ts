import * as cognito from '@aws-sdk/client-cognito-identity-provider';
import * as openid from 'openid-client';
import { alice, startPool, type PoolUnderTest } from '../../testing/pool-under-test.js';
import { defaultSettings } from '../settings.js';

const UserPoolId = defaultSettings.poolId;
const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
const NEW = 'Other-Horse-9';

describe('the hosted pages, when something went differently', () => {
  let pool: PoolUnderTest;
  let sdk: cognito.CognitoIdentityProviderClient;

  beforeEach(async () => {
    pool = await startPool();
    const endpoint = pool.domain;
    sdk = new cognito.CognitoIdentityProviderClient({ endpoint, region: 'any', credentials });
  });
  afterEach(() => pool.close());

  const signIn = async (username: string, password: string, visitor = pool.visitor()) => {
    const page = await visitor.open(pool.authorizeUrl());
    return { visitor, page: await visitor.submit(page, { username, password }) };
  };

  const readAttributes = async (scope: string) => {
    const { access_token: AccessToken } = await pool.tokens({ scope });
    return sdk.send(new cognito.GetUserCommand({ AccessToken }));
  };

  it('ask who was given a password for one of their own', async () => {
    const user = { UserPoolId, Username: 'dora@example.com' };
    await sdk.send(new cognito.AdminCreateUserCommand(user));
    const given = pool.mails.at(-1)?.split(' ').at(-1) ?? '';
    const { visitor, page } = await signIn(user.Username, given);
    expect(page.title).toBe('Choose a new password');
    const refused = await visitor.submit(page, { password: 'short' });
    expect(refused.alert).toBe('Password did not conform with policy: Password not long enough');
    const setUp = await visitor.submit(refused, { password: NEW });
    expect(setUp.title).toBe('Set up your authenticator app');
    expect((await signIn(user.Username, given)).page.alert).toMatch(/^Incorrect/u);
  });

  it('replace a forgotten password by a mailed code', async () => {
    const visitor = pool.visitor();
    const login = await visitor.open(pool.authorizeUrl());
    const forgot = await visitor.open(login.link('Forgot your password\\?'));
    expect(forgot.title).toBe('Forgot your password?');
    const choose = await visitor.submit(forgot, { username: alice.email });
    expect(choose.title).toBe('Choose a new password');
    const form = { username: alice.email, code: pool.mailedCode(), password: NEW };
    const wrong = form.code === '000000' ? '000001' : '000000';
    const refused = await visitor.submit(choose, { ...form, code: wrong });
    expect(refused.alert).toBe('Invalid verification code provided, please try again.');
    expect(refused.html).toContain(`value="${alice.email}"`);
    const again = await visitor.submit(refused, form);
    expect(again.title).toBe('Sign in');
    expect(again.notice).toBe('Your password was changed: please sign in with it.');
    expect((await signIn(alice.email, NEW)).page.title).toBe('Enter your code');
    expect((await signIn(alice.email, alice.password)).page.alert).toMatch(/^Incorrect/u);
  });

  it('ask for a mailed code at once where an administrator has reset the password', async () => {
    const user = { UserPoolId, Username: alice.email };
    await sdk.send(new cognito.AdminResetUserPasswordCommand(user));
    const { visitor, page } = await signIn(alice.email, alice.password);
    expect(page.title).toBe('Choose a new password');
    expect(page.field('username')).toBe(alice.email);
    const code = pool.mailedCode();
    const changed = await visitor.submit(page, { username: alice.email, code, password: NEW });
    expect(changed.notice).toBe('Your password was changed: please sign in with it.');
    expect((await signIn(alice.email, NEW)).page.title).toBe('Enter your code');
  });

  it('mail another code to who lost the first, and go back to the sign-in', async () => {
    const visitor = pool.visitor();
    const forgot = await visitor.open(pool.authorizeUrl({}, '/forgotPassword'));
    const choose = await visitor.submit(forgot, { username: alice.email });
    const again = await visitor.submit(choose, { username: alice.email, resend: 'yes' });
    expect([again.title, again.notice]).toEqual([choose.title, 'A new code is on its way.']);
    expect(again.field('username')).toBe(alice.email);
    expect(pool.mails).toHaveLength(2);
    const form = { username: alice.email, code: pool.mailedCode(), password: NEW };
    expect((await visitor.submit(again, form)).title).toBe('Sign in');
    const back = await visitor.open(again.link('Use another account'));
    expect(back.title).toBe('Sign in');
  });

  it('let somebody else begin, from each step', async () => {
    const { visitor, page } = await signIn(alice.email, alice.password);
    const back = await visitor.open(page.link('Use another account'));
    expect(back.title).toBe('Sign in');
    expect(back.field('username')).toBe('');
  });

  it.each([
    ['a wrong code', { code: '000000', password: NEW }, ['code']],
    ['no code', { code: 'x', password: NEW }, ['code']],
    ['a weak password', { code: 'x', password: '' }, ['code', 'password']],
  ])('mark the fields that were wrong, and no others: %s', async (_what, form, fields) => {
    const visitor = pool.visitor();
    const forgot = await visitor.open(pool.authorizeUrl({}, '/forgotPassword'));
    const choose = await visitor.submit(forgot, { username: alice.email });
    while (pool.mailedCode() === '000000') {
      await visitor.submit(choose, { username: alice.email, resend: 'yes' });
    }
    const refused = await visitor.submit(choose, { username: alice.email, ...form });
    const marked = [...refused.html.matchAll(/<input[^>]*aria-invalid[^>]*>/gu)].map(
      ([input]) => /name="(\w+)"/u.exec(input)?.[1],
    );
    expect(marked).toEqual(fields);
  });

  it('take a code as an app shows it, in groups', async () => {
    const { visitor, page } = await signIn(alice.email, alice.password);
    const code = pool.totpCode(alice.email).replace(/^(...)/u, '$1 ');
    expect((await visitor.submit(page, { code })).parameters.has('code')).toBe(true);
  });

  it('tell who builds an application what is registered, and where to change it', async () => {
    const foreign = pool.authorizeUrl({ redirect_uri: 'http://localhost:1/callback' });
    const page = await pool.visitor().open(foreign);
    expect(page.html).toContain('<code>http://localhost:3000/auth/callback</code>');
    expect(page.html).toContain('LOCAL_COGNITO_CONFIG');
  });

  it('tell nobody whether an account exists', async () => {
    const visitor = pool.visitor();
    const forgot = await visitor.open(pool.authorizeUrl({}, '/forgotPassword'));
    const choose = await visitor.submit(forgot, { username: 'nobody@example.com' });
    expect(choose.title).toBe('Choose a new password');
    expect(pool.mails).toEqual([]);
  });

  it('let nobody in who is disabled: not by password, cookie or refresh token', async () => {
    const visitor = pool.visitor();
    const tokens = await pool.tokens();
    await pool.signIn(visitor);
    await sdk.send(new cognito.AdminDisableUserCommand({ UserPoolId, Username: alice.email }));
    expect((await visitor.open(pool.authorizeUrl())).title).toBe('Sign in');
    expect((await signIn(alice.email, alice.password)).page.alert).toBe('User is disabled.');
    await expect(
      openid.refreshTokenGrant(pool.client, tokens.refresh_token ?? ''),
    ).rejects.toMatchObject({ error: 'invalid_grant' });
  });

  it('let nobody on who was disabled after the password', async () => {
    const { visitor, page } = await signIn(alice.email, alice.password);
    await sdk.send(new cognito.AdminDisableUserCommand({ UserPoolId, Username: alice.email }));
    const refused = await visitor.submit(page, { code: pool.totpCode(alice.email) });
    expect(refused.title).toBe('Sign in');
  });

  it('grant the scope of the API', async () => {
    const arrived = await pool.signIn(pool.visitor(), { scope: 'openid hello-api/read' });
    expect(arrived.parameters.has('code')).toBe(true);
  });

  it('give tokens that Cognito’s own API takes if they have its scope, and no others', async () => {
    const { UserAttributes } = await readAttributes('openid aws.cognito.signin.user.admin');
    expect(UserAttributes).toContainEqual({ Name: 'email', Value: alice.email });
    await expect(readAttributes('openid email')).rejects.toThrow(
      'Access Token does not have required scopes',
    );
  });
});
