import * as cognito from '@aws-sdk/client-cognito-identity-provider';
import { Person, refusal } from './person.js';
import { describeLocally, openTarget, secretHash } from './target.js';

const target = await openTarget();
const { sdk, clientId: ClientId } = target;
const RESET = refusal('PasswordResetRequiredException', 'Password reset required for the user');

const reset = async (person: Person) =>
  sdk.send(new cognito.AdminResetUserPasswordCommand(person.admin));
const read = async (person: Person) => sdk.send(new cognito.AdminGetUserCommand(person.admin));
const remove = async (person: Person) =>
  sdk.send(new cognito.AdminDeleteSoftwareTokenCommand(person.admin));
const prefer = async (person: Person, how: object) =>
  sdk.send(new cognito.AdminSetUserMFAPreferenceCommand({ ...person.admin, ...how }));
const APP = { SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true } };

afterAll(() => target.close());

describe('an authenticator app that was lost', () => {
  it('is taken away by an administrator: the next sign-in sets another one up', async () => {
    const person = await new Person(target).create();
    const { access: AccessToken } = await person.signIn();
    const { Session: waiting } = await person.initiate();
    expect((await read(person)).UserMFASettingList).toEqual(['SOFTWARE_TOKEN_MFA']);

    await remove(person);
    expect((await read(person)).UserMFASettingList).toBeUndefined();
    // A sign-in that waits for a code of the lost app takes none any more.
    await expect(person.pass(waiting)).rejects.toEqual(refusal('CodeMismatchException'));
    const lost = person.totpSecret;
    expect((await person.initiate()).ChallengeName).toBe('MFA_SETUP');
    await person.signIn();
    expect(person.totpSecret).not.toBe(lost);
    // Who is signed in stays so.
    const user = await sdk.send(new cognito.GetUserCommand({ AccessToken }));
    expect(user.UserMFASettingList).toEqual(['SOFTWARE_TOKEN_MFA']);
    await person.delete();
  });

  it('is nobody’s who does not exist', async () => {
    await expect(remove(new Person(target))).rejects.toEqual(refusal('UserNotFoundException'));
  });

  it('is not what someone lost who has enrolled none', async () => {
    const person = await new Person(target).create();
    await remove(person);
    expect((await person.initiate()).ChallengeName).toBe('MFA_SETUP');
    await person.delete();
  });
});

describe('the second factor that an administrator prefers for someone', () => {
  it('takes an app that is enrolled', async () => {
    const person = await new Person(target).create();
    await expect(prefer(person, APP)).rejects.toEqual(
      refusal('InvalidParameterException', 'User has not verified software token mfa'),
    );
    await person.signIn();
    await prefer(person, APP);
    const user = await read(person);
    expect(user.UserMFASettingList).toEqual(['SOFTWARE_TOKEN_MFA']);
    expect(user.PreferredMfaSetting).toBe('SOFTWARE_TOKEN_MFA');
    await person.delete();
  });

  it.each(['SMSMfaSettings', 'EmailMfaSettings'])('takes no %s of this pool', async (name) => {
    const person = await new Person(target).create();
    await expect(prefer(person, { [name]: { Enabled: true } })).rejects.toEqual(
      refusal('InvalidParameterException'),
    );
    await person.delete();
  });
});

describe('a password that an administrator resets', () => {
  it('is nobody’s who does not exist', async () => {
    await expect(reset(new Person(target))).rejects.toEqual(refusal('UserNotFoundException'));
  });

  it('is one of the person’s own', async () => {
    const person = await new Person(target).create('Temporary-Horse-9', false);
    await expect(reset(person)).rejects.toEqual(
      refusal('NotAuthorizedException', 'User password cannot be reset in the current state.'),
    );
    await person.delete();
  });

  it('needs an address to which the code can go', async () => {
    const person = await new Person(target).create();
    const UserAttributes = [{ Name: 'email_verified', Value: 'false' }];
    const change = { ...person.admin, UserAttributes };
    await sdk.send(new cognito.AdminUpdateUserAttributesCommand(change));
    await expect(reset(person)).rejects.toEqual(
      refusal('InvalidParameterException', /^Cannot reset password for the user/u),
    );
    await person.delete();
  });
});

// It mails a code.
describeLocally('a password that an administrator has reset', () => {
  it.each([
    ['the right', undefined],
    ['a wrong', 'Wrong-Horse-9'],
  ])('lets nobody in with %s password, until a mailed code set another', async (_what, given) => {
    const person = await new Person(target).create();
    await reset(person);
    expect((await read(person)).UserStatus).toBe('RESET_REQUIRED');
    await expect(person.initiate(given)).rejects.toEqual(RESET);
    const choose = new cognito.ConfirmForgotPasswordCommand({
      ClientId,
      Username: person.email,
      SecretHash: secretHash(target, person.email),
      ConfirmationCode: target.mailed(person.email),
      Password: 'Other-Horse-9',
    });
    await sdk.send(choose);
    expect((await read(person)).UserStatus).toBe('CONFIRMED');
    expect((await person.initiate('Other-Horse-9')).Session).toBeDefined();
    await person.delete();
  });

  it('is replaced by one that an administrator sets, too', async () => {
    const person = await new Person(target).create();
    await reset(person);
    await person.setPassword('Other-Horse-9');
    expect((await person.initiate('Other-Horse-9')).Session).toBeDefined();
    await person.delete();
  });
});
