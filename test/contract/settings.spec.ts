import * as cognito from '@aws-sdk/client-cognito-identity-provider';
import { defaultSettings } from '../../local/cognito/settings.js';
import { PASSWORD, Person, refusal, tokensOf } from './person.js';
import { describeLocally, openTarget, secretHash } from './target.js';

// A real pool has one set of settings; these are others than the contract's.
describeLocally('a pool with optional MFA', () => {
  const opening = openTarget({ mfa: 'OPTIONAL' });
  afterAll(async () => (await opening).close());

  it('asks for codes once someone has enrolled and turned it on', async () => {
    const target = await opening;
    const { sdk } = target;
    const person = await new Person(target).create();
    const { access: AccessToken } = tokensOf(await person.initiate());
    const prefer = async (Enabled: boolean) => {
      const SoftwareTokenMfaSettings = { Enabled, PreferredMfa: Enabled };
      return sdk.send(
        new cognito.SetUserMFAPreferenceCommand({ AccessToken, SoftwareTokenMfaSettings }),
      );
    };
    await expect(prefer(true)).rejects.toEqual(refusal('InvalidParameterException'));
    const { SecretCode = '' } = await sdk.send(
      new cognito.AssociateSoftwareTokenCommand({ AccessToken }),
    );
    const UserCode = person.code(SecretCode);
    await sdk.send(new cognito.VerifySoftwareTokenCommand({ AccessToken, UserCode }));
    expect((await person.initiate()).ChallengeName).toBeUndefined();
    await prefer(true);
    expect((await person.initiate()).ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
    await prefer(false);
    expect((await person.initiate()).ChallengeName).toBeUndefined();
  });
});

describeLocally('a pool without rotation', () => {
  const opening = openTarget({
    mfa: 'OFF',
    rotation: { enabled: false, graceSeconds: 0 },
    client: {
      ...defaultSettings.client,
      authFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    },
  });
  afterAll(async () => (await opening).close());

  const refresh = async (name: string, REFRESH_TOKEN: string) => {
    const target = await opening;
    const SECRET_HASH = secretHash(target, name) ?? '';
    return target.sdk.send(
      new cognito.InitiateAuthCommand({
        ClientId: target.clientId,
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        AuthParameters: { REFRESH_TOKEN, SECRET_HASH },
      }),
    );
  };

  it('keeps the refresh token, whichever way it is used', async () => {
    const target = await opening;
    const person = await new Person(target).create();
    const { refresh: token } = tokensOf(await person.initiate(PASSWORD));
    for (let times = 0; times < 2; times += 1) {
      const fresh = tokensOf(await refresh(person.username, token));
      expect(fresh.access).not.toBe('');
      expect(fresh.refresh).toBe('');
    }
    // The hash is over the username, not over the address that served to sign in.
    await expect(refresh(person.email, token)).rejects.toEqual(refusal('NotAuthorizedException'));
  });
});
