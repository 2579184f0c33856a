import { DIRECTORY_REFUSALS, type DirectoryRefusal } from '../../src/cognito/directory-refusals.js';
import { htmxPost, textOf } from '../support/administration.js';
import { alice, bob } from '../support/cognito-shapes.js';
import type { TestBrowser } from '../support/test-browser.js';
import { World } from '../support/world.js';

const PATH = '/admin/users/bob';
const attributesOf = (sub: string) => [
  { Name: 'sub', Value: sub },
  { Name: 'email', Value: 'bob@example.com' },
];
const USER = { Username: 'bob', Enabled: true, UserStatus: 'CONFIRMED' };
const memberOf = ({ username, sub }: typeof alice) => ({
  ...USER,
  Username: username,
  Attributes: attributesOf(sub),
});
const SIGNED_IN = { 'content-type': 'text/html; charset=utf-8' };

/** The pages of administration while Cognito refuses, fails and lies. */
describe('administration of users whom Cognito refuses', () => {
  let world: World;
  let browser: TestBrowser;
  let other: TestBrowser;

  beforeAll(async () => {
    world = await World.start();
    world.provider.person = bob;
    other = world.browser();
    await other.signIn();
    world.provider.person = alice;
    browser = world.browser();
    await browser.signIn();
  });
  afterAll(() => world.stop());
  beforeEach(() => {
    const { userPool } = world.provider;
    userPool.reset();
    userPool.answer('AdminGetUser', { ...USER, UserAttributes: attributesOf(bob.sub) });
    userPool.answer('AdminListGroupsForUser', { Groups: [{ GroupName: 'users' }] });
    userPool.answer('ListGroups', { Groups: [{ GroupName: 'admins' }, { GroupName: 'users' }] });
    userPool.answer('ListUsersInGroup', { Users: [memberOf(alice), memberOf(bob)] });
    world.events.length = 0;
  });

  const about = { name: 'admin.change_refused', by: alice.sub, sub: bob.sub };
  const isBobThere = async () => (await other.fetch('/auth/session')).status === 200;

  const refusals: [change: string, operation: string, error: string, reason: DirectoryRefusal][] = [
    ['disable', 'AdminDisableUser', 'UserNotFoundException', 'user_gone'],
    ['disable', 'AdminDisableUser', 'TooManyRequestsException', 'too_many_calls'],
    ['disable', 'ListUsersInGroup', 'ThrottlingException', 'too_many_calls'],
    ['disable', 'ListUsersInGroup', 'ResourceNotFoundException', 'group_gone'],
    ['enable', 'AdminEnableUser', 'UserNotFoundException', 'user_gone'],
    ['invite-again', 'AdminCreateUser', 'UnsupportedUserStateException', 'other_state'],
    ['invite-again', 'AdminCreateUser', 'CodeDeliveryFailureException', 'invitation_not_sent'],
    ['reset-password', 'AdminResetUserPassword', 'NotAuthorizedException', 'other_state'],
    ['reset-password', 'AdminResetUserPassword', 'InvalidParameterException', 'address_unverified'],
    ['reset-password', 'AdminResetUserPassword', 'LimitExceededException', 'too_many_calls'],
    [
      'reset-authenticator',
      'AdminDeleteSoftwareToken',
      'SoftwareTokenMFANotFoundException',
      'no_authenticator',
    ],
    [
      'reset-authenticator',
      'AdminDeleteSoftwareToken',
      'UserNotConfirmedException',
      'not_confirmed',
    ],
    ['join', 'AdminAddUserToGroup', 'ResourceNotFoundException', 'group_gone'],
    ['join', 'AdminAddUserToGroup', 'UserNotFoundException', 'user_gone'],
    ['leave', 'AdminRemoveUserFromGroup', 'ResourceNotFoundException', 'group_gone'],
  ];
  it.each(refusals)(
    '%s, where %s is refused by %s: %s',
    async (change, operation, error, reason) => {
      world.provider.userPool.refuse(operation, error);
      const isAboutGroup = change === 'join' || change === 'leave';
      const fields = { do: change, ...(isAboutGroup && { group: 'admins' }) };
      const page = await browser.submit(PATH, fields);
      const part = await htmxPost(browser, PATH, fields);
      for (const { status, headers, body } of [page, part]) {
        expect(status).toBe(422);
        expect(headers).toMatchObject(SIGNED_IN);
        expect(body).toContain(DIRECTORY_REFUSALS[reason]);
        expect(body).toContain('role="alert"');
        expect(body).toMatch(
          change === 'join'
            ? /<option value="admins" selected/
            : new RegExp(`name="do" value="${change}"`),
        );
        expect(body).not.toContain('Passw0rd'); // what Cognito says in words
      }
      expect([page.body.includes('<html'), part.body.startsWith('<form')]).toEqual([true, true]);
      const audited = { ...about, change, group: isAboutGroup ? 'admins' : undefined, reason };
      expect(world.events).toEqual([audited, audited]);
      expect(await isBobThere()).toBe(true);
    },
  );

  it.each([
    ['UsernameExistsException', 'email_taken'],
    ['InvalidParameterException', 'email_not_accepted'],
    ['UserLambdaValidationException', 'email_not_allowed'],
    ['CodeDeliveryFailureException', 'invitation_not_sent'],
    ['TooManyRequestsException', 'too_many_calls'],
  ] as const)('an invitation that is refused by %s: %s', async (error, reason) => {
    world.provider.userPool.refuse('AdminCreateUser', error);
    const email = 'carol@example.com';
    const { status, body } = await browser.submit('/admin/users', { email, group: 'users' });
    expect(status).toBe(422);
    expect(body).toContain(DIRECTORY_REFUSALS[reason]);
    expect(body).toContain(`value="${email}"`);
    expect(world.events).toEqual([{ ...about, sub: undefined, change: 'invite', reason }]);
  });

  it('a user who was deleted meanwhile has no page, and nothing is changed', async () => {
    world.provider.userPool.refuse('AdminGetUser', 'UserNotFoundException');
    const answers = [
      await browser.click(PATH),
      await browser.submit(PATH, { do: 'disable' }),
      await htmxPost(browser, PATH, { do: 'disable' }),
    ];
    for (const { status, body } of answers) {
      expect(status).toBe(404);
      expect(textOf(body)).toContain('They may have been deleted meanwhile');
    }
    expect(new Set(world.provider.userPool.operations)).toEqual(new Set(['AdminGetUser']));
  });

  it.each([
    ['/admin', 'ListUsersInGroup'],
    ['/admin/users', 'ListUsers'],
    ['/admin/users?do=invite', 'ListGroups'],
    [PATH, 'AdminGetUser'],
    [PATH, 'ListGroups'],
    [PATH, 'AdminListGroupsForUser'],
  ])('%s waits where %s is throttled, fails or lies', async (path, operation) => {
    const { userPool } = world.provider;
    for (const spoil of [
      () => userPool.refuse(operation, 'TooManyRequestsException'),
      () => userPool.refuse(operation, 'InternalErrorException', 500),
      () => userPool.refuse(operation, 'AccessDeniedException'),
      () => userPool.answer(operation, { Users: [{}], Groups: [{}] }),
    ]) {
      spoil();
      const { status, headers, body } = await browser.click(path);
      expect([status, headers['retry-after']]).toEqual([503, '5']);
      expect(textOf(body)).toContain('Try again in a moment');
    }
  });

  it('a change whose answer never came may have happened: the trail says that it was tried', async () => {
    world.provider.userPool.refuse('AdminDisableUser', 'InternalErrorException', 500);
    const { status } = await browser.submit(PATH, { do: 'disable' });
    expect(status).toBe(503);
    expect(world.events).toEqual([
      { ...about, change: 'disable', group: undefined, reason: 'provider_unavailable' },
    ]);
  });

  it.each(['TooManyRequestsException', 'InternalErrorException'])(
    'sessions here end though those at Cognito don’t by %s, and the page says so',
    async (error) => {
      world.provider.userPool.refuse('AdminUserGlobalSignOut', error);
      world.provider.person = bob;
      const bobs = world.browser();
      await bobs.signIn();
      const { body } = await browser.submit(PATH, { do: 'leave', group: 'users' });
      expect(textOf(body)).toContain('not all sessions could be ended');
      expect((await bobs.fetch('/auth/session')).status).toBe(401);
      const again = await browser.submit(PATH, { do: 'sign-out' });
      expect(again.status).toBe(422);
      expect(textOf(again.body)).toContain('Some sessions may not have ended');
    },
  );

  it.each(['.', '..'])('a user whose name is %j can’t hide behind it', async (name) => {
    const { userPool } = world.provider;
    userPool.answer('ListUsers', { Users: [{ ...memberOf(bob), Username: name }] });
    userPool.answer('AdminGetUser', {
      ...USER,
      Username: name,
      UserAttributes: attributesOf(bob.sub),
    });
    const list = await browser.click('/admin/users');
    expect(list.body).toContain(`href="/admin/users/${bob.sub}"`);
    expect((await browser.click(`/admin/users/${bob.sub}`)).status).toBe(200);
    await browser.submit(`/admin/users/${bob.sub}`, { do: 'enable' });
    expect(userPool.calls.at(-1)).not.toMatchObject({ operation: 'AdminEnableUser' });
    expect(userPool.calls).toContainEqual(
      expect.objectContaining({
        operation: 'AdminEnableUser',
        input: expect.objectContaining({ Username: name }),
      }),
    );
  });

  it('a name is text and nothing else, wherever it stands', async () => {
    const evil = `"><script>alert(1)</script>/../?do=x#%&'`;
    const { userPool } = world.provider;
    userPool.answer('ListUsers', { Users: [{ ...memberOf(bob), Username: evil }] });
    userPool.answer('AdminGetUser', {
      ...USER,
      Username: evil,
      UserAttributes: [...attributesOf(bob.sub), { Name: 'email', Value: evil }],
    });
    userPool.answer('ListGroups', { Groups: [{ GroupName: evil }] });
    userPool.answer('AdminListGroupsForUser', { Groups: [{ GroupName: evil }] });
    const path = `/admin/users/${encodeURIComponent(evil)}`;
    const leave = `?do=leave&group=${encodeURIComponent(evil)}`;
    for (const place of ['/admin/users', path, `${path}?do=disable`, path + leave]) {
      const { status, body } = await browser.click(place);
      expect(status).toBe(200);
      expect(body).toContain(path);
      expect(body).not.toContain('<script>alert');
    }
  });
});
