import { randomUUID } from 'node:crypto';
import * as cognito from '@aws-sdk/client-cognito-identity-provider';
import { PASSWORD, Person, refusal } from './person.js';
import { describeLocally, openTarget, secretHash } from './target.js';

const target = await openTarget();
const { sdk, clientId: ClientId } = target;

const named = (Username: string) => ({
  ClientId,
  Username,
  SecretHash: secretHash(target, Username),
});
const signUp = async (email: string, Password = PASSWORD) =>
  sdk.send(new cognito.SignUpCommand({ ...named(email), Password }));
const confirm = async (email: string, ConfirmationCode: string) =>
  sdk.send(new cognito.ConfirmSignUpCommand({ ...named(email), ConfirmationCode }));
const forget = async (email: string) => sdk.send(new cognito.ForgotPasswordCommand(named(email)));
const choose = async (email: string, ConfirmationCode: string, Password: string) =>
  sdk.send(
    new cognito.ConfirmForgotPasswordCommand({ ...named(email), ConfirmationCode, Password }),
  );
async function groupsOf(Username: string) {
  const user = { UserPoolId: target.poolId, Username };
  const { Groups } = await sdk.send(new cognito.AdminListGroupsForUserCommand(user));
  return Groups?.map(({ GroupName }) => GroupName);
}

function initiate(name: string) {
  const { SecretHash: SECRET_HASH = '' } = named(name);
  const AuthParameters = { USERNAME: name, PASSWORD, SECRET_HASH };
  return new cognito.InitiateAuthCommand({
    ClientId,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters,
  });
}
const other = (code: string) => (code === '000000' ? '000001' : '000000');

afterAll(() => target.close());

// Each would need the mail that a real pool sends.
describeLocally('signing up', () => {
  const email = `contract-${randomUUID()}@example.com`;

  it('mails a code, says where to, and lets nobody in before it is entered', async () => {
    const { CodeDeliveryDetails, UserConfirmed, UserSub } = await signUp(email);
    expect(CodeDeliveryDetails?.Destination).toBe('c***@e***');
    expect(UserConfirmed).toBe(false);
    expect(UserSub).toMatch(/^[\da-f-]{36}$/u);
    await expect(sdk.send(initiate(email))).rejects.toEqual(refusal('UserNotConfirmedException'));
  });

  it('confirms by the latest code alone, and only once', async () => {
    const old = target.mailed(email);
    await sdk.send(new cognito.ResendConfirmationCodeCommand(named(email)));
    const code = target.mailed(email);
    const wrong = old === code ? other(code) : old;
    await expect(confirm(email, wrong)).rejects.toEqual(refusal('CodeMismatchException'));
    await confirm(email, code);
    await expect(confirm(email, code)).rejects.toEqual(
      refusal('NotAuthorizedException', 'Current status is CONFIRMED'),
    );
    expect((await sdk.send(initiate(email))).ChallengeName).toBe('MFA_SETUP');
  });

  it('ends in the group “users”, by the trigger', async () => {
    expect(await groupsOf(email)).toEqual(['users']);
  });

  it('ends a code after a day, and after five wrong tries', async () => {
    const late = `contract-${randomUUID()}@example.com`;
    await signUp(late);
    const expired = target.mailed(late);
    await target.pass(24 * 3600);
    await expect(confirm(late, expired)).rejects.toEqual(refusal('ExpiredCodeException'));
    await sdk.send(new cognito.ResendConfirmationCodeCommand(named(late)));
    const code = target.mailed(late);
    for (let tries = 0; tries < 5; tries += 1) {
      await expect(confirm(late, other(code))).rejects.toEqual(refusal('CodeMismatchException'));
    }
    await expect(confirm(late, code)).rejects.toEqual(refusal('LimitExceededException'));
  });
});

describe('a name and a password', () => {
  it('refuses a name that is taken, and one that is no address', async () => {
    const person = await new Person(target).create();
    await expect(signUp(person.email)).rejects.toEqual(refusal('UsernameExistsException'));
    await expect(signUp('carol')).rejects.toEqual(refusal('InvalidParameterException'));
    await person.delete();
  });

  it.each([
    ['Aa1-', 'Password not long enough'],
    ['correct-horse-9', 'uppercase'],
    ['CORRECT-HORSE-9', 'lowercase'],
    ['Correct-Horse', 'numeric'],
    ['CorrectHorse9', 'symbol'],
  ])('refuses %j as a password: %s', async (password, complaint) => {
    await expect(signUp('someone@example.com', password)).rejects.toEqual(
      refusal('InvalidPasswordException', complaint),
    );
  });
});

describeLocally('a forgotten password', () => {
  it('is replaced by a mailed code, once', async () => {
    const person = await new Person(target).create();
    await forget(person.email);
    const code = target.mailed(person.email);
    await expect(choose(person.email, code, 'short')).rejects.toEqual(
      refusal('InvalidPasswordException'),
    );
    await choose(person.email, code, 'Other-Horse-9');
    expect((await person.initiate('Other-Horse-9')).Session).toBeDefined();
    await expect(choose(person.email, code, 'Third-Horse-9')).rejects.toEqual(
      refusal('ExpiredCodeException'),
    );
    expect(await groupsOf(person.email)).toEqual([]);
    await person.delete();
  });

  it('has a code of its own: that of a sign-up does not serve', async () => {
    const email = `contract-${randomUUID()}@example.com`;
    await signUp(email);
    await expect(choose(email, target.mailed(email), 'Other-Horse-9')).rejects.toEqual(
      refusal('ExpiredCodeException'),
    );
  });
});

describe('asking for a new password', () => {
  it('tells nobody who exists', async () => {
    const { CodeDeliveryDetails } = await forget('nobody@example.com');
    expect(CodeDeliveryDetails).toMatchObject({ DeliveryMedium: 'EMAIL' });
    await expect(choose('nobody@example.com', '123456', 'Other-Horse-9')).rejects.toEqual(
      refusal('ExpiredCodeException'),
    );
  });

  it('is not for who never had one of their own', async () => {
    const person = await new Person(target).create('Temporary-Horse-9', false);
    await expect(forget(person.email)).rejects.toEqual(refusal('NotAuthorizedException'));
    await person.delete();
  });
});
