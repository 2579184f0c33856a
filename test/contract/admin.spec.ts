import { randomUUID } from 'node:crypto';
import * as cognito from '@aws-sdk/client-cognito-identity-provider';
import { decodeJwt } from 'jose';
import { Person, refusal } from './person.js';
import { describeLocally, openTarget } from './target.js';

const target = await openTarget();
const { sdk, poolId: UserPoolId } = target;
const people: Person[] = [];
async function create(...how: Parameters<Person['create']>) {
  const person = await new Person(target).create(...how);
  people.push(person);
  return person;
}
const list = async (Filter: string, more = {}) =>
  sdk.send(new cognito.ListUsersCommand({ UserPoolId, Filter, ...more }));
const role = (name: string) => `arn:aws:iam::000000000000:role/${name}`;
const join = async (person: Person, { GroupName }: { GroupName: string }) =>
  sdk.send(new cognito.AdminAddUserToGroupCommand({ ...person.admin, GroupName }));

afterAll(async () => {
  for (const person of people) await person.delete();
  await target.close();
});

describe('administering people', () => {
  it('creates someone who has to choose a password', async () => {
    const person = await create('Temporary-Horse-9', false);
    const user = await sdk.send(new cognito.AdminGetUserCommand(person.admin));
    expect(user).toMatchObject({ UserStatus: 'FORCE_CHANGE_PASSWORD', Enabled: true });
    expect(user.Username).toMatch(/^[\da-f-]{36}$/u);
    expect(user.UserAttributes).toContainEqual({ Name: 'email', Value: person.email });
    await expect(sdk.send(new cognito.AdminCreateUserCommand(person.admin))).rejects.toEqual(
      refusal('UsernameExistsException'),
    );
  });

  it('refuses to invite again who has a password', async () => {
    const person = await create();
    const again = { ...person.admin, MessageAction: 'RESEND' } as const;
    await expect(sdk.send(new cognito.AdminCreateUserCommand(again))).rejects.toEqual(
      refusal('UnsupportedUserStateException'),
    );
  });

  it('changes the attributes of others, verified ones too', async () => {
    const person = await create();
    const UserAttributes = [{ Name: 'email_verified', Value: 'false' }];
    await sdk.send(
      new cognito.AdminUpdateUserAttributesCommand({ ...person.admin, UserAttributes }),
    );
    const user = await sdk.send(new cognito.AdminGetUserCommand(person.admin));
    expect(user.UserAttributes).toContainEqual({ Name: 'email_verified', Value: 'false' });
  });

  it('says who does not exist, and which pool does not', async () => {
    const nobody = { UserPoolId, Username: 'nobody@example.com' };
    await expect(sdk.send(new cognito.AdminGetUserCommand(nobody))).rejects.toEqual(
      refusal('UserNotFoundException', 'User does not exist.'),
    );
    const elsewhere = { UserPoolId: `${target.region}_NoSuchPool` };
    await expect(sdk.send(new cognito.ListUsersCommand(elsewhere))).rejects.toEqual(
      refusal('ResourceNotFoundException'),
    );
  });

  it('describes the pool and its client', async () => {
    const { UserPool } = await sdk.send(new cognito.DescribeUserPoolCommand({ UserPoolId }));
    expect(UserPool).toMatchObject({ Id: UserPoolId, MfaConfiguration: 'ON' });
    const client = { UserPoolId, ClientId: target.clientId };
    const { UserPoolClient } = await sdk.send(new cognito.DescribeUserPoolClientCommand(client));
    expect(UserPoolClient).toMatchObject({
      ClientId: target.clientId,
      RefreshTokenRotation: { Feature: 'ENABLED' },
      AllowedOAuthFlows: ['code'],
    });
  });
});

describeLocally('inviting people', () => {
  it('mails the temporary password, and another on demand', async () => {
    const person = new Person(target);
    people.push(person);
    await sdk.send(new cognito.AdminCreateUserCommand(person.admin));
    const first = target.mailed(person.email);
    expect((await person.initiate(first)).ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
    const again = { ...person.admin, MessageAction: 'RESEND' } as const;
    await sdk.send(new cognito.AdminCreateUserCommand(again));
    await expect(person.initiate(first)).rejects.toEqual(refusal('NotAuthorizedException'));
    const second = target.mailed(person.email);
    expect((await person.initiate(second)).ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
  });
});

describe('lists of people', () => {
  const prefix = `list-${randomUUID()}`;
  beforeAll(async () => {
    for (const name of ['a', 'b', 'c']) {
      const person = new Person(target, `${prefix}-${name}@example.com`);
      people.push(await person.create());
    }
  });

  it('are found by the beginning of an address, and by all of it', async () => {
    expect((await list(`email ^= "${prefix}"`)).Users).toHaveLength(3);
    expect((await list(`email = "${prefix}-b@example.com"`)).Users).toHaveLength(1);
    expect((await list(`email = "${prefix}"`)).Users).toEqual([]);
  });

  it('come in pages', async () => {
    const first = await list(`email ^= "${prefix}"`, { Limit: 2 });
    expect(first.Users).toHaveLength(2);
    const more = { Limit: 2, PaginationToken: first.PaginationToken };
    const second = await list(`email ^= "${prefix}"`, more);
    expect(second.Users).toHaveLength(1);
    expect(second.PaginationToken).toBeUndefined();
  });

  it.each(['made-up', 'MA=='])(
    'don’t go on from a token that they didn’t give: %s',
    async (token) => {
      const more = list(`email ^= "${prefix}"`, { PaginationToken: token });
      await expect(more).rejects.toEqual(refusal('InvalidParameterException'));
    },
  );

  it('show the attributes that were asked for', async () => {
    const { Users } = await list(`email = "${prefix}-a@example.com"`, {
      AttributesToGet: ['email'],
    });
    expect(Users?.[0]?.Attributes).toEqual([{ Name: 'email', Value: `${prefix}-a@example.com` }]);
  });

  it.each(['email', 'email = carol', 'shoe_size = "44"', 'constructor = "x"', 'email > "a"'])(
    'refuse the filter %j',
    async (filter) => {
      await expect(list(filter)).rejects.toEqual(refusal('InvalidParameterException'));
    },
  );
});

describe('groups', () => {
  const suffix = randomUUID().slice(0, 8);
  const group = (name: string, Precedence?: number) => ({
    UserPoolId,
    GroupName: `${name}-${suffix}`,
    Precedence,
    RoleArn: role(name),
  });
  const [high, low, tie] = [group('high', 1), group('low', 5), group('tie', 1)];
  beforeAll(async () => {
    for (const one of [high, low, tie]) await sdk.send(new cognito.CreateGroupCommand(one));
  });

  it('exist once', async () => {
    await expect(sdk.send(new cognito.CreateGroupCommand(high))).rejects.toEqual(
      refusal('GroupExistsException'),
    );
    const person = await create();
    await expect(join(person, { GroupName: 'nobody' })).rejects.toEqual(
      refusal('ResourceNotFoundException'),
    );
    const { Groups } = await sdk.send(new cognito.ListGroupsCommand({ UserPoolId }));
    expect(Groups).toContainEqual(expect.objectContaining({ GroupName: low.GroupName }));
  });

  it('are in the tokens, with their roles; the lowest precedence is preferred', async () => {
    const person = await create();
    await join(person, low);
    await join(person, high);
    const { id, access } = await person.signIn();
    const names = [high.GroupName, low.GroupName];
    expect(decodeJwt(access)['cognito:groups']).toEqual(expect.arrayContaining(names));
    expect(decodeJwt(id)).toMatchObject({
      'cognito:groups': expect.arrayContaining(names),
      'cognito:roles': expect.arrayContaining([high.RoleArn, low.RoleArn]),
      'cognito:preferred_role': high.RoleArn,
    });
  });

  it('prefer no role when two are equally important', async () => {
    const person = await create();
    await join(person, tie);
    await join(person, high);
    const { id } = await person.signIn();
    expect(decodeJwt(id)).not.toHaveProperty('cognito:preferred_role');
  });

  it('change, and are deleted with all memberships', async () => {
    const made = group('made', 3);
    await sdk.send(new cognito.CreateGroupCommand(made));
    const person = await create();
    await join(person, made);
    const { Group } = await sdk.send(
      new cognito.UpdateGroupCommand({ UserPoolId, GroupName: made.GroupName, Description: 'New' }),
    );
    expect(Group).toMatchObject({ Description: 'New', Precedence: 3, RoleArn: made.RoleArn });
    const named = { UserPoolId, GroupName: made.GroupName };
    expect((await sdk.send(new cognito.GetGroupCommand(named))).Group).toEqual(Group);
    await sdk.send(new cognito.DeleteGroupCommand(named));
    await expect(sdk.send(new cognito.GetGroupCommand(named))).rejects.toEqual(
      refusal('ResourceNotFoundException'),
    );
    const left = await sdk.send(new cognito.AdminListGroupsForUserCommand(person.admin));
    expect(left.Groups).toEqual([]);
  });

  it('are left again', async () => {
    const person = await create();
    await join(person, low);
    const members = { UserPoolId, GroupName: low.GroupName };
    const inGroup = async () =>
      (await sdk.send(new cognito.ListUsersInGroupCommand(members))).Users;
    expect(await inGroup()).toContainEqual(expect.objectContaining({ Username: person.username }));
    await sdk.send(
      new cognito.AdminRemoveUserFromGroupCommand({ ...person.admin, GroupName: low.GroupName }),
    );
    const left = await sdk.send(new cognito.AdminListGroupsForUserCommand(person.admin));
    expect(left.Groups).toEqual([]);
  });
});
