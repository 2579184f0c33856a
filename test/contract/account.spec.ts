import * as cognito from '@aws-sdk/client-cognito-identity-provider';
import { PASSWORD, Person, refusal, type Tokens } from './person.js';
import { openTarget } from './target.js';

const target = await openTarget();
const { sdk } = target;

const change = async (AccessToken: string, PreviousPassword: string, ProposedPassword: string) =>
  sdk.send(new cognito.ChangePasswordCommand({ AccessToken, PreviousPassword, ProposedPassword }));

describe('what people may do about themselves', () => {
  let person: Person;
  let AccessToken: string;

  beforeEach(async () => {
    person = await new Person(target).create();
    const tokens: Tokens = await person.signIn();
    AccessToken = tokens.access;
  });
  afterAll(() => target.close());

  const me = async () => sdk.send(new cognito.GetUserCommand({ AccessToken }));
  const update = async (Name: string, Value: string) =>
    sdk.send(
      new cognito.UpdateUserAttributesCommand({ AccessToken, UserAttributes: [{ Name, Value }] }),
    );

  it('read and change their attributes', async () => {
    await update('name', 'Carol');
    const { UserAttributes, UserMFASettingList, Username } = await me();
    expect(Username).toBe(person.username);
    expect(UserAttributes).toContainEqual({ Name: 'name', Value: 'Carol' });
    expect(UserAttributes).toContainEqual({ Name: 'email_verified', Value: 'true' });
    expect(UserMFASettingList).toEqual(['SOFTWARE_TOKEN_MFA']);
    await person.delete();
  });

  it.each([
    ['who they are', 'sub', 'x', 'InvalidParameterException'],
    ['that an address is theirs', 'email_verified', 'true', 'NotAuthorizedException'],
    ['what does not exist', 'shoe_size', '44', 'InvalidParameterException'],
  ])('cannot change %s', async (_what, name, value, error) => {
    await expect(update(name, value)).rejects.toEqual(refusal(error));
    await person.delete();
  });

  it('change their password, knowing the one before', async () => {
    await expect(change(AccessToken, 'Wrong-Horse-9', 'Other-Horse-9')).rejects.toEqual(
      refusal('NotAuthorizedException', 'Incorrect username or password.'),
    );
    await expect(change(AccessToken, PASSWORD, 'short')).rejects.toEqual(
      refusal('InvalidPasswordException'),
    );
    await change(AccessToken, PASSWORD, 'Other-Horse-9');
    await expect(person.initiate()).rejects.toEqual(refusal('NotAuthorizedException'));
    expect((await person.initiate('Other-Horse-9')).Session).toBeDefined();
    await person.delete();
  });

  it('replace their authenticator app', async () => {
    const { SecretCode = '' } = await sdk.send(
      new cognito.AssociateSoftwareTokenCommand({ AccessToken }),
    );
    const verify = async (UserCode: string) =>
      sdk.send(new cognito.VerifySoftwareTokenCommand({ AccessToken, UserCode }));
    const wrong = person.code(SecretCode) === '000000' ? '000001' : '000000';
    await expect(verify(wrong)).rejects.toEqual(refusal('EnableSoftwareTokenMFAException'));
    await verify(person.code(SecretCode));
    const SoftwareTokenMfaSettings = { Enabled: true, PreferredMfa: true };
    await sdk.send(
      new cognito.SetUserMFAPreferenceCommand({ AccessToken, SoftwareTokenMfaSettings }),
    );
    person.totpSecret = SecretCode;
    expect((await person.signIn()).access).not.toBe('');
    await person.delete();
  });

  it('delete themselves', async () => {
    await sdk.send(new cognito.DeleteUserCommand({ AccessToken }));
    await expect(me()).rejects.toThrow(/Token|User/u);
    await expect(person.delete()).rejects.toEqual(refusal('UserNotFoundException'));
  });

  it.each(['phone_number', 'shoe_size'])('get no code for %s', async (AttributeName) => {
    const ask = new cognito.GetUserAttributeVerificationCodeCommand({ AccessToken, AttributeName });
    await expect(sdk.send(ask)).rejects.toEqual(refusal('InvalidParameterException'));
    await person.delete();
  });

  it('cannot take the address of someone else', async () => {
    const other = await new Person(target).create();
    await expect(update('email', other.email)).rejects.toEqual(refusal('AliasExistsException'));
    await other.delete();
    await person.delete();
  });
});
