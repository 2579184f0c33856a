import { decodeJwt } from 'jose';
import { USER_POOL_REFUSALS, type UserPoolRefusal } from '../../src/cognito/user-pool-refusals.js';
import { UserPool } from '../../src/cognito/user-pool.js';
import { parseConfig } from '../../src/config/config.js';
import { RequestFailed } from '../../src/http/failures/failure.js';
import { alice, startPool, type PoolUnderTest } from '../../local/testing/pool-under-test.js';
import { defaultSettings } from '../../local/cognito/settings.js';
import { environmentFor } from '../support/world.js';
import { OpenIdProvider } from '../support/openid-provider.js';
import { UpstreamApi } from '../support/upstream-api.js';

const OWN_ACCOUNT = 'aws.cognito.signin.user.admin';
const WEAK = 'short';
const NEW = 'Another-Passw0rd!';

const refused = (reason: UserPoolRefusal) => ({ kind: 'refused', reason });

async function failureOf(call: Promise<unknown>): Promise<RequestFailed> {
  try {
    await call;
  } catch (error) {
    if (error instanceof RequestFailed) return error;
    throw error;
  }
  throw new Error('It didn’t fail');
}

describe('a person’s own account, by Cognito’s user-pool API', () => {
  let provider: OpenIdProvider;
  let api: UpstreamApi;
  let environment: Record<string, string>;
  let userPool: UserPool;

  beforeAll(async () => {
    [provider, api] = await Promise.all([OpenIdProvider.start(), UpstreamApi.start()]);
    environment = environmentFor(provider, api, 3000);
    userPool = new UserPool(parseConfig(environment));
  });
  afterAll(async () => {
    await userPool.onApplicationShutdown();
    await Promise.all([provider.stop(), api.stop()]);
  });
  beforeEach(() => provider.userPool.reset());

  const change = (pool = userPool) => pool.changePassword('a token', 'Old-Passw0rd!', NEW);

  it('is changed as the person, and by nobody’s AWS credentials', async () => {
    expect(await change()).toMatchObject({ kind: 'done' });
    expect(provider.userPool.calls).toEqual([
      {
        operation: 'ChangePassword',
        input: {
          AccessToken: 'a token',
          PreviousPassword: 'Old-Passw0rd!',
          ProposedPassword: NEW,
        },
      },
    ]);
    expect(provider.userPool.headers).not.toHaveProperty('authorization');
  });

  const refusals: [error: string, reason: UserPoolRefusal][] = [
    ['NotAuthorizedException', 'password_wrong'],
    ['InvalidPasswordException', 'password_weak'],
    ['PasswordHistoryPolicyViolationException', 'password_used'],
    ['InvalidParameterException', 'not_accepted'],
    ['LimitExceededException', 'too_many_tries'],
    ['TooManyFailedAttemptsException', 'too_many_tries'],
    ['UserNotFoundException', 'account_gone'],
    ['UserNotConfirmedException', 'account_gone'],
    ['PasswordResetRequiredException', 'sign_in_again'],
  ];
  it.each(refusals)('%s is the person’s: %s', async (error, reason) => {
    provider.userPool.refuse('ChangePassword', error);
    expect(await change()).toEqual(refused(reason));
    expect(USER_POOL_REFUSALS[reason]).toMatch(/^[A-Z].*\.$/);
  });

  it.each([
    ['EnableSoftwareTokenMFAException', 400],
    ['CodeMismatchException', 400],
    ['ExpiredCodeException', 400],
    ['NotAuthorizedException', 400],
  ])('a code that is refused by %s is a wrong one', async (error, status) => {
    provider.userPool.refuse('VerifySoftwareToken', error, status);
    const answer = await userPool.replaceAuthenticator('a token', '123456');
    expect(answer).toEqual(refused('code_wrong'));
  });

  const own: [call: string, error: string, reason: UserPoolRefusal, ask: () => Promise<unknown>][] =
    [
      ['UpdateUserAttributes', 'AliasExistsException', 'email_taken', () => moved()],
      ['UpdateUserAttributes', 'CodeDeliveryFailureException', 'mail_undeliverable', () => moved()],
      ['UpdateUserAttributes', 'NotAuthorizedException', 'not_allowed', () => moved()],
      ['UpdateUserAttributes', 'NotAuthorizedException', 'not_allowed', () => renamed()],
      ['VerifyUserAttribute', 'CodeMismatchException', 'mailed_code_wrong', () => verified()],
      ['VerifyUserAttribute', 'ExpiredCodeException', 'mailed_code_over', () => verified()],
      ['VerifyUserAttribute', 'AliasExistsException', 'email_taken', () => verified()],
      ['DeleteUser', 'NotAuthorizedException', 'not_allowed', () => deleted()],
    ];
  const moved = () => userPool.changeEmail('a token', 'a@example.com');
  const renamed = () => userPool.changeName('a token', 'Alice');
  const verified = () => userPool.verifyEmail('a token', '123456');
  const deleted = () => userPool.deleteAccount('a token');
  it.each(own)('%s refused by %s is the person’s: %s', async (call, error, reason, ask) => {
    provider.userPool.refuse(call, error);
    expect(await ask()).toEqual(refused(reason));
    expect(USER_POOL_REFUSALS[reason]).toMatch(/^[A-Z].*\.$/);
  });

  it.each<[error: string, reason: UserPoolRefusal]>([
    ['NotAuthorizedException', 'sign_in_again'],
    ['UserNotFoundException', 'account_gone'],
  ])('a refused call with a token of which Cognito says %s: %s', async (error, reason) => {
    provider.userPool.refuse('ChangePassword', 'NotAuthorizedException');
    provider.userPool.refuse('GetUser', error);
    expect(await change()).toEqual(refused(reason));
  });

  const failures: [error: string, status: number][] = [
    ['TooManyRequestsException', 400],
    ['ThrottlingException', 400],
    ['ForbiddenException', 403],
    ['ResourceNotFoundException', 400],
    ['InternalErrorException', 500],
    ['SomethingNewException', 400],
    ['ServiceUnavailableException', 503],
  ];
  it.each(failures)('%s is nobody’s, and isn’t tried twice', async (error, status) => {
    provider.userPool.refuse('ChangePassword', error, status);
    const failure = await failureOf(change());
    expect(failure).toMatchObject({ code: 'provider_unavailable', retryAfter: 5 });
    expect(provider.userPool.operations).toEqual(['ChangePassword']);
    expect(String(failure.cause)).toContain(error);
    expect(String(failure.cause)).not.toContain('Passw0rd'); // which Cognito has repeated
  });

  it('nobody there is nobody’s fault either, and passes', async () => {
    await provider.stop();
    await expect(change()).rejects.toMatchObject({ code: 'provider_unavailable' });
    await provider.restart();
    expect(await change()).toMatchObject({ kind: 'done' });
  });

  it('without an endpoint or a region nothing can be asked, and the log says what to set', async () => {
    const { COGNITO_IDP_ENDPOINT: _, ...rest } = environment;
    const nowhere = new UserPool(
      parseConfig({ ...rest, COGNITO_ISSUER: `${provider.origin}/pool` }),
    );
    const failure = await failureOf(change(nowhere));
    expect(failure.code).toBe('provider_unavailable');
    expect(String(failure.cause)).toContain('AWS_REGION');
  });
});

// The stand-in answers as Cognito does; test/contract asks a pool on AWS the same.
describe('the same, by the local Cognito', () => {
  let pool: PoolUnderTest;
  let userPool: UserPool;
  let token: string;

  beforeAll(async () => {
    const { client } = defaultSettings;
    pool = await startPool();
    userPool = new UserPool(
      parseConfig({
        COGNITO_ISSUER: pool.issuer,
        COGNITO_DOMAIN: pool.domain,
        COGNITO_IDP_ENDPOINT: pool.domain,
        COGNITO_ALLOW_HTTP: 'true',
        COGNITO_CLIENT_ID: client.id,
        COGNITO_CLIENT_SECRET: client.secret,
        API_URL: 'https://api.example.com',
        SESSION_SECRETS: 'a-session-secret-for-tests-of-32-characters',
      }),
    );
    token = (await pool.tokens({ scope: `openid ${OWN_ACCOUNT}` })).access_token;
  });
  afterAll(async () => {
    await userPool.onApplicationShutdown();
    await pool.close();
  });

  it('a password is changed by who knows the old one and takes a strong new one', async () => {
    const { password } = alice;
    const wrong = await userPool.changePassword(token, `${password}x`, NEW);
    expect(wrong).toEqual(refused('password_wrong'));
    expect(await userPool.changePassword(token, password, WEAK)).toEqual(refused('password_weak'));
    expect(await userPool.changePassword(token, password, NEW)).toMatchObject({ kind: 'done' });
    expect(await userPool.changePassword(token, NEW, password)).toMatchObject({ kind: 'done' });
  });

  it('a name is changed, and the next ID token has it', async () => {
    expect(await userPool.changeName(token, 'Alice Liddell')).toMatchObject({ kind: 'done' });
    const { id_token: idToken = '' } = await pool.tokens({ scope: 'openid profile' });
    expect(decodeJwt(idToken)).toMatchObject({ name: 'Alice Liddell' });
  });

  it('an ordinary token changes nothing', async () => {
    const { access_token: ordinary } = await pool.tokens();
    const answers = await Promise.all([
      userPool.changePassword(ordinary, alice.password, NEW),
      userPool.changeName(ordinary, 'Mallory'),
      userPool.changeEmail(ordinary, 'mallory@example.com'),
      userPool.deleteAccount(ordinary),
    ]);
    expect(answers).toEqual(answers.map(() => refused('sign_in_again')));
  });

  it('an address is changed by the newest code that was mailed there, once', async () => {
    const email = 'alice.liddell@example.org';
    expect(await userPool.changeEmail(token, 'bob@example.com')).toEqual(refused('email_taken'));
    expect(await userPool.changeEmail(token, 'alice@')).toEqual(refused('not_accepted'));
    expect(await userPool.changeEmail(token, email)).toMatchObject({ kind: 'done' });
    expect(await userPool.changeEmail(token, email)).toMatchObject({ kind: 'done' });
    const code = pool.mailedCode();
    const wrong = code === '000000' ? '000001' : '000000';
    expect(await userPool.verifyEmail(token, wrong)).toEqual(refused('mailed_code_wrong'));
    expect(await userPool.verifyEmail(token, code)).toMatchObject({ kind: 'done' });
    expect(await userPool.verifyEmail(token, code)).toEqual(refused('mailed_code_over'));
  });

  it('an account is deleted, and what is left of its tokens says no more than that', async () => {
    expect(await userPool.deleteAccount(token)).toMatchObject({ kind: 'done' });
    const answer = await userPool.changeName(token, 'Nobody');
    expect(['sign_in_again', 'account_gone']).toContain(
      answer.kind === 'refused' ? answer.reason : answer.kind,
    );
  });
});
