import { randomUUID } from 'node:crypto';
import * as cognito from '@aws-sdk/client-cognito-identity-provider';
import { Person, refusal } from './person.js';
import { openTarget } from './target.js';

const target = await openTarget();
const { sdk } = target;
const invalid = (message?: RegExp) => refusal('InvalidParameterException', message);

describe('attributes', () => {
  let person: Person;

  beforeAll(async () => {
    person = await new Person(target).create();
  });
  afterAll(() => person.delete());

  const write = async (Name: string, Value: string) =>
    sdk.send(
      new cognito.AdminUpdateUserAttributesCommand({
        ...person.admin,
        UserAttributes: [{ Name, Value }],
      }),
    );
  const read = async () => {
    const user = await sdk.send(new cognito.AdminGetUserCommand(person.admin));
    return Object.fromEntries(
      user.UserAttributes?.map(({ Name = '', Value }) => [Name, Value]) ?? [],
    );
  };

  it.each([
    ['email', 'notanemail', /Invalid email address format/u],
    ['email', 'a@b@example.com', /Invalid email address format/u],
    ['phone_number', '12345', /Invalid phone number format/u],
    ['phone_number', '+0123', /Invalid phone number format/u],
    ['birthdate', 'yesterday', undefined],
    ['email_verified', 'perhaps', undefined],
    ['custom:shoe_size', '44', /does not exist in the schema/u],
    ['cognito:username', 'x', undefined],
  ])('refuse %s to be %j', async (name, value, message) => {
    await expect(write(name, value)).rejects.toEqual(invalid(message));
  });

  it('refuse to lose the name that someone signs in with', async () => {
    await expect(write('email', '')).rejects.toEqual(invalid());
    expect(await read()).toMatchObject({ email: person.email });
    expect((await person.initiate()).Session).toBeDefined();
  });

  it('go away with a blank, and by their name', async () => {
    await write('name', 'Carol');
    await write('nickname', 'C');
    expect(await read()).toMatchObject({ name: 'Carol', nickname: 'C' });
    await write('name', '');
    expect(await read()).not.toHaveProperty('name');
    const gone = { ...person.admin, UserAttributeNames: ['nickname'] };
    await sdk.send(new cognito.AdminDeleteUserAttributesCommand(gone));
    expect(await read()).not.toHaveProperty('nickname');
  });

  it('are deleted by the person as well', async () => {
    await write('phone_number', '+4915112345678');
    const { access: AccessToken } = await person.signIn();
    const remove = async (...UserAttributeNames: string[]) =>
      sdk.send(new cognito.DeleteUserAttributesCommand({ AccessToken, UserAttributeNames }));
    await remove('phone_number');
    expect(await read()).not.toHaveProperty('phone_number');
    await expect(remove('email')).rejects.toEqual(invalid());
    await expect(remove('sub')).rejects.toEqual(invalid());
  });
});

describe('pools in which people have usernames', () => {
  let UserPoolId = '';
  let ClientId = '';

  beforeAll(async () => {
    const { UserPool } = await sdk.send(
      new cognito.CreateUserPoolCommand({
        PoolName: `contract-${randomUUID()}`,
        AliasAttributes: ['email', 'preferred_username'],
        Schema: [
          {
            Name: 'plan',
            AttributeDataType: 'String',
            Mutable: true,
            StringAttributeConstraints: { MinLength: '1', MaxLength: '5' },
          },
        ],
      }),
    );
    UserPoolId = UserPool?.Id ?? '';
    const { UserPoolClient } = await sdk.send(
      new cognito.CreateUserPoolClientCommand({
        UserPoolId,
        ClientName: 'web',
        ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      }),
    );
    ClientId = UserPoolClient?.ClientId ?? '';
  });
  afterAll(async () => {
    await sdk.send(new cognito.DeleteUserPoolCommand({ UserPoolId }));
    await target.close();
  });

  const create = async (Username: string, attributes: Record<string, string> = {}) => {
    const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
    const named = { UserPoolId, Username };
    await sdk.send(
      new cognito.AdminCreateUserCommand({ ...named, UserAttributes, MessageAction: 'SUPPRESS' }),
    );
    const password = { ...named, Password: 'Correct-Horse-9', Permanent: true };
    await sdk.send(new cognito.AdminSetUserPasswordCommand(password));
  };
  const signIn = async (USERNAME: string) =>
    sdk.send(
      new cognito.InitiateAuthCommand({
        ClientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME, PASSWORD: 'Correct-Horse-9' },
      }),
    );

  it('let them sign in by it, and by an alias that is verified', async () => {
    await create('Carol', { email: 'carol@example.com', email_verified: 'true' });
    await create('dave', { email: 'dave@example.com', preferred_username: 'Davy' });
    for (const name of ['carol', 'CAROL', 'carol@example.com', 'dave', 'davy']) {
      expect((await signIn(name)).AuthenticationResult).toBeDefined();
    }
    await expect(signIn('dave@example.com')).rejects.toEqual(refusal('NotAuthorizedException'));
    const user = await sdk.send(new cognito.AdminGetUserCommand({ UserPoolId, Username: 'carol' }));
    expect(user.Username?.toLowerCase()).toBe('carol');
    expect(user.UserAttributes?.find(({ Name }) => Name === 'sub')?.Value).toMatch(
      /^[\da-f-]{36}$/u,
    );
  });

  it('mail nothing to who has lost their address, verified or not', async () => {
    const named = { UserPoolId, Username: 'heidi' };
    await create('heidi', { email: 'heidi@example.com', email_verified: 'true' });
    await sdk.send(
      new cognito.AdminDeleteUserAttributesCommand({ ...named, UserAttributeNames: ['email'] }),
    );
    await expect(sdk.send(new cognito.AdminResetUserPasswordCommand(named))).rejects.toEqual(
      invalid(/no registered/u),
    );
  });

  it('take no address for a username, and no name twice', async () => {
    await expect(create('erin@example.com')).rejects.toEqual(invalid(/email format/u));
    await expect(create('DAVE')).rejects.toEqual(refusal('UsernameExistsException'));
  });

  it('hold attributes of their own to their length', async () => {
    await create('frank', { 'custom:plan': 'gold' });
    await expect(create('grace', { 'custom:plan': 'platinum' })).rejects.toEqual(invalid());
    await expect(create('grace', { plan: 'gold' })).rejects.toEqual(invalid());
  });
});
