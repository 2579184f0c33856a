import { randomUUID } from 'node:crypto';
import * as cognito from '@aws-sdk/client-cognito-identity-provider';
import { decodeJwt } from 'jose';
import { generateSync } from 'otplib';
import { PASSWORD, refusal } from './person.js';
import { describeLocally, openTarget } from './target.js';

type Factors = cognito.AuthFactorType[];
const target = await openTarget();
const { sdk } = target;
afterAll(() => target.close());

/** A pool of its own, in which people choose how they sign in; deleted after the test. */
async function createPool(AllowedFirstAuthFactors: Factors) {
  const { UserPool } = await sdk.send(
    new cognito.CreateUserPoolCommand({
      PoolName: `contract-${randomUUID()}`,
      UsernameAttributes: ['email'],
      AutoVerifiedAttributes: ['email'],
      Policies: { SignInPolicy: { AllowedFirstAuthFactors } },
    }),
  );
  const UserPoolId = UserPool?.Id ?? '';
  const { UserPoolClient } = await sdk.send(
    new cognito.CreateUserPoolClientCommand({
      UserPoolId,
      ClientName: 'web',
      ExplicitAuthFlows: ['ALLOW_USER_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      PreventUserExistenceErrors: 'ENABLED',
    }),
  );
  return { UserPoolId, ClientId: UserPoolClient?.ClientId ?? '' };
}

const signedIn = (output: cognito.InitiateAuthCommandOutput) =>
  decodeJwt(output.AuthenticationResult?.IdToken ?? '')['email'];

describe('people who choose how they sign in', () => {
  const email = `contract-${randomUUID()}@example.com`;
  let pool = { UserPoolId: '', ClientId: '' };

  beforeAll(async () => {
    pool = await createPool(['PASSWORD', 'EMAIL_OTP']);
    const { UserPoolId } = pool;
    await sdk.send(
      new cognito.AdminCreateUserCommand({
        UserPoolId,
        Username: email,
        MessageAction: 'SUPPRESS',
        UserAttributes: [
          { Name: 'email', Value: email },
          { Name: 'email_verified', Value: 'true' },
        ],
      }),
    );
    const named = { UserPoolId, Username: email };
    await sdk.send(
      new cognito.AdminSetUserPasswordCommand({ ...named, Password: PASSWORD, Permanent: true }),
    );
  });
  afterAll(async () => {
    await sdk.send(new cognito.DeleteUserPoolCommand({ UserPoolId: pool.UserPoolId }));
  });

  const begin = async (parameters: Record<string, string> = {}, USERNAME = email) =>
    sdk.send(
      new cognito.InitiateAuthCommand({
        ClientId: pool.ClientId,
        AuthFlow: 'USER_AUTH',
        AuthParameters: { USERNAME, ...parameters },
      }),
    );
  const answer = async (
    ChallengeName: cognito.ChallengeNameType,
    Session: string | undefined,
    answers: Record<string, string>,
    USERNAME = email,
  ) =>
    sdk.send(
      new cognito.RespondToAuthChallengeCommand({
        ClientId: pool.ClientId,
        ChallengeName,
        Session,
        ChallengeResponses: { USERNAME, ...answers },
      }),
    );
  const enter = async (Session: string | undefined, EMAIL_OTP_CODE: string) =>
    answer('EMAIL_OTP', Session, { EMAIL_OTP_CODE });

  it.each([
    ['nothing is preferred', {}],
    ['what they prefer can’t be had', { PREFERRED_CHALLENGE: 'SMS_OTP' }],
  ])('are told what there is when %s', async (_when, parameters) => {
    const asked = await begin(parameters);
    expect(asked.ChallengeName).toBe('SELECT_CHALLENGE');
    expect(asked.Session).toBeDefined();
    expect(asked.AvailableChallenges?.toSorted()).toEqual([
      'EMAIL_OTP',
      'PASSWORD',
      'PASSWORD_SRP',
    ]);
  });

  it('can be nobody, and nobody learns that', async () => {
    const nobody = 'nobody@example.com';
    const { AvailableChallenges, Session } = await begin({}, nobody);
    expect(AvailableChallenges).toContain('PASSWORD');
    const password = { ANSWER: 'PASSWORD', PASSWORD };
    await expect(answer('SELECT_CHALLENGE', Session, password, nobody)).rejects.toEqual(
      refusal('NotAuthorizedException', 'Incorrect username or password'),
    );
  });

  it('sign in by password at once, with their choice, or when asked for it', async () => {
    const preferred = { PREFERRED_CHALLENGE: 'PASSWORD' };
    expect(signedIn(await begin({ ...preferred, PASSWORD }))).toBe(email);
    const { Session } = await begin();
    const chosen = await answer('SELECT_CHALLENGE', Session, { ANSWER: 'PASSWORD', PASSWORD });
    expect(signedIn(chosen)).toBe(email);
    const asked = await begin(preferred);
    expect(asked.ChallengeName).toBe('PASSWORD');
    expect(signedIn(await answer('PASSWORD', asked.Session, { PASSWORD }))).toBe(email);
  });

  it('begin SRP at once, with their choice, or when asked for it', async () => {
    const SRP_A = 'abc123';
    const preferred = { PREFERRED_CHALLENGE: 'PASSWORD_SRP' };
    const { Session } = await begin();
    const asked = await begin(preferred);
    expect(asked.ChallengeName).toBe('PASSWORD_SRP');
    for (const output of [
      await begin({ ...preferred, SRP_A }),
      await answer('SELECT_CHALLENGE', Session, { ANSWER: 'PASSWORD_SRP', SRP_A }),
      await answer('PASSWORD_SRP', asked.Session, { SRP_A }),
    ]) {
      expect(output.ChallengeName).toBe('PASSWORD_VERIFIER');
      expect(output.ChallengeParameters).toMatchObject({ SALT: expect.any(String) });
    }
  });

  it('don’t get in by a wrong password, whichever way', async () => {
    const wrong = { PASSWORD: 'Wrong-Horse-99' };
    const refused = refusal('NotAuthorizedException', 'Incorrect username or password');
    const preferred = { PREFERRED_CHALLENGE: 'PASSWORD' };
    await expect(begin({ ...preferred, ...wrong })).rejects.toEqual(refused);
    const { Session } = await begin();
    const chosen = answer('SELECT_CHALLENGE', Session, { ANSWER: 'PASSWORD', ...wrong });
    await expect(chosen).rejects.toEqual(refused);
    const asked = await begin(preferred);
    await expect(answer('PASSWORD', asked.Session, wrong)).rejects.toEqual(refused);
  });

  it('can choose nothing but what was offered', async () => {
    const { Session } = await begin();
    await expect(answer('SELECT_CHALLENGE', Session, { ANSWER: 'SMS_OTP' })).rejects.toEqual(
      refusal('InvalidParameterException'),
    );
  });

  describeLocally('by a mailed code', () => {
    const code = { PREFERRED_CHALLENGE: 'EMAIL_OTP' };

    it('get it when they prefer it or choose it, and are told where to', async () => {
      const { Session } = await begin();
      for (const output of [
        await begin({ PREFERRED_CHALLENGE: 'EMAIL_OTP' }),
        await answer('SELECT_CHALLENGE', Session, { ANSWER: 'EMAIL_OTP' }),
      ]) {
        expect(output.ChallengeName).toBe('EMAIL_OTP');
        expect(output.ChallengeParameters).toMatchObject({
          CODE_DELIVERY_DELIVERY_MEDIUM: 'EMAIL',
          CODE_DELIVERY_DESTINATION: 'c***@e***',
        });
        const wrong = enter(output.Session, '00000000');
        await expect(wrong).rejects.toEqual(refusal('CodeMismatchException'));
      }
    });

    it('sign in without a password, once', async () => {
      const { Session } = await begin(code);
      const EMAIL_OTP_CODE = target.mailed(email);
      expect(EMAIL_OTP_CODE).toMatch(/^\d{8}$/u);
      expect(signedIn(await enter(Session, EMAIL_OTP_CODE))).toBe(email);
      await expect(enter(Session, EMAIL_OTP_CODE)).rejects.toEqual(
        refusal('NotAuthorizedException', 'session is expired'),
      );
    });

    it('have some minutes, five tries, and the code of their own sign-in', async () => {
      const late = await begin(code);
      const mailed = target.mailed(email);
      const other = await begin(code);
      for (let tries = 0; tries < 5; tries += 1) {
        await expect(enter(other.Session, mailed)).rejects.toEqual(
          refusal('CodeMismatchException'),
        );
      }
      const expired = refusal('NotAuthorizedException', 'session is expired');
      await expect(enter(other.Session, target.mailed(email))).rejects.toEqual(expired);
      await target.pass(181);
      await expect(enter(late.Session, mailed)).rejects.toEqual(expired);
    });

    it('are somebody: no session is another’s, and nobody gets mail', async () => {
      const { Session } = await begin(code);
      const EMAIL_OTP_CODE = target.mailed(email);
      const stranger = 'nobody@example.com';
      await expect(answer('EMAIL_OTP', Session, { EMAIL_OTP_CODE }, stranger)).rejects.toEqual(
        refusal('NotAuthorizedException', 'session is expired'),
      );
      const nobody = await begin(code, stranger);
      expect(nobody.ChallengeParameters).toMatchObject({ CODE_DELIVERY_DESTINATION: 'n***@e***' });
      expect(target.mailed(stranger)).toBe('');
    });

    it('are not who had the same address before them', async () => {
      const before = `contract-${randomUUID()}@example.com`;
      const named = { UserPoolId: pool.UserPoolId, Username: before };
      const create = async () =>
        sdk.send(
          new cognito.AdminCreateUserCommand({
            ...named,
            MessageAction: 'SUPPRESS',
            UserAttributes: [{ Name: 'email_verified', Value: 'true' }],
          }),
        );
      await create();
      const { Session } = await begin(code, before);
      const EMAIL_OTP_CODE = target.mailed(before);
      await sdk.send(new cognito.AdminDeleteUserCommand(named));
      await create();
      await expect(answer('EMAIL_OTP', Session, { EMAIL_OTP_CODE }, before)).rejects.toEqual(
        refusal('NotAuthorizedException', 'session is expired'),
      );
    });

    it('are asked for their app after the password, and for no code, once they have one', async () => {
      const { UserPoolId } = pool;
      const mfa = async (MfaConfiguration: cognito.UserPoolMfaType) =>
        sdk.send(new cognito.SetUserPoolMfaConfigCommand({ UserPoolId, MfaConfiguration }));
      await mfa('OPTIONAL');
      const preferred = { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD };
      const { AuthenticationResult } = await begin(preferred);
      const { AccessToken } = AuthenticationResult ?? {};
      const associate = new cognito.AssociateSoftwareTokenCommand({ AccessToken });
      const { SecretCode: secret = '' } = await sdk.send(associate);
      const epoch = Math.floor(target.now() / 1000);
      const UserCode = generateSync({ secret, epoch });
      await sdk.send(new cognito.VerifySoftwareTokenCommand({ AccessToken, UserCode }));
      const SoftwareTokenMfaSettings = { Enabled: true, PreferredMfa: true };
      await sdk.send(
        new cognito.SetUserMFAPreferenceCommand({ AccessToken, SoftwareTokenMfaSettings }),
      );
      expect((await begin(preferred)).ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
      expect((await begin(code)).AvailableChallenges).toEqual(['PASSWORD', 'PASSWORD_SRP']);
      await mfa('OFF');
    });

    it('are not asked for it where they are disabled, or their address isn’t verified', async () => {
      const named = { UserPoolId: pool.UserPoolId, Username: email };
      const verify = async (Value: string) =>
        sdk.send(
          new cognito.AdminUpdateUserAttributesCommand({
            ...named,
            UserAttributes: [{ Name: 'email_verified', Value }],
          }),
        );
      await verify('false');
      expect((await begin(code)).AvailableChallenges).toEqual(['PASSWORD', 'PASSWORD_SRP']);
      await verify('true');
      const { Session } = await begin(code);
      const EMAIL_OTP_CODE = target.mailed(email);
      await sdk.send(new cognito.AdminDisableUserCommand(named));
      await expect(enter(Session, EMAIL_OTP_CODE)).rejects.toEqual(
        refusal('NotAuthorizedException'),
      );
      await sdk.send(new cognito.AdminEnableUserCommand(named));
    });
  });
});

describe('pools in which people choose', () => {
  const pools: string[] = [];
  afterAll(async () => {
    for (const UserPoolId of pools) {
      await sdk.send(new cognito.DeleteUserPoolCommand({ UserPoolId }));
    }
  });
  const together = refusal(
    'InvalidParameterException',
    /Only PASSWORD and WEB_AUTHN .* if MFA is enabled/u,
  );
  const create = async (factors: Factors) => {
    const { UserPoolId } = await createPool(factors);
    pools.push(UserPoolId);
    return UserPoolId;
  };

  it('mail no codes in place of passwords where everybody needs a second factor', async () => {
    const UserPoolId = await create(['PASSWORD', 'EMAIL_OTP']);
    const mfa = async (MfaConfiguration: cognito.UserPoolMfaType) =>
      sdk.send(
        new cognito.SetUserPoolMfaConfigCommand({
          UserPoolId,
          MfaConfiguration,
          SoftwareTokenMfaConfiguration: { Enabled: true },
        }),
      );
    await expect(mfa('ON')).rejects.toEqual(together);
    const AllowedFirstAuthFactors: Factors = ['PASSWORD', 'EMAIL_OTP'];
    const MfaConfiguration: cognito.UserPoolMfaType = 'ON';
    const both = { MfaConfiguration, Policies: { SignInPolicy: { AllowedFirstAuthFactors } } };
    const invalid = refusal('InvalidParameterException');
    for (const refused of [
      sdk.send(new cognito.CreateUserPoolCommand({ PoolName: 'contract-both', ...both })),
      sdk.send(new cognito.UpdateUserPoolCommand({ UserPoolId, ...both })),
    ]) {
      await expect(refused).rejects.toEqual(invalid);
    }
    expect((await mfa('OPTIONAL')).MfaConfiguration).toBe('OPTIONAL');
  });

  it('say with what', async () => {
    const UserPoolId = await create(['PASSWORD']);
    const { UserPool } = await sdk.send(new cognito.DescribeUserPoolCommand({ UserPoolId }));
    expect(UserPool?.Policies?.SignInPolicy?.AllowedFirstAuthFactors).toEqual(['PASSWORD']);
    await expect(create(['EMAIL_OTP'])).rejects.toEqual(refusal('InvalidParameterException'));
  });
});
