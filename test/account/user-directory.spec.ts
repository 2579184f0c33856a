import { DIRECTORY_REFUSALS, type DirectoryRefusal } from '../../src/cognito/directory-refusals.js';
import type { PoolUser } from '../../src/cognito/pool-user.js';
import { UserDirectory } from '../../src/cognito/user-directory.js';
import { parseConfig } from '../../src/config/config.js';
import { OpenIdProvider } from '../support/openid-provider.js';
import { UpstreamApi } from '../support/upstream-api.js';
import { environmentFor } from '../support/world.js';

const POOL = 'us-east-1_TestPool';
const BOB: PoolUser = {
  username: 'bob',
  sub: 'the-sub-of-bob',
  email: 'bob@example.com',
  emailVerified: true,
  status: 'CONFIRMED',
  enabled: true,
  createdAt: undefined,
};
const LISTED = {
  Username: 'bob',
  Enabled: true,
  UserStatus: 'CONFIRMED',
  Attributes: [{ Name: 'sub', Value: 'the-sub-of-bob' }],
};

/** What is called about somebody, by the name that Cognito has for it. */
const CALLS: Record<string, (directory: UserDirectory) => Promise<unknown>> = {
  ListUsers: (directory) => directory.list(undefined),
  AdminGetUser: (directory) => directory.find('bob'),
  ListGroups: (directory) => directory.groups(),
  AdminListGroupsForUser: (directory) => directory.groupsOf(BOB),
  ListUsersInGroup: (directory) => directory.members('admins'),
  AdminCreateUser: (directory) => directory.invite('bob@example.com'),
  AdminDisableUser: (directory) => directory.disable(BOB),
  AdminEnableUser: (directory) => directory.enable(BOB),
  AdminResetUserPassword: (directory) => directory.resetPassword(BOB),
  AdminDeleteSoftwareToken: (directory) => directory.resetAuthenticator(BOB),
  AdminAddUserToGroup: (directory) => directory.join(BOB, 'users'),
  AdminRemoveUserFromGroup: (directory) => directory.leave(BOB, 'users'),
  AdminUserGlobalSignOut: (directory) => directory.signOut(BOB),
};
const operations = Object.keys(CALLS);

describe('the users of a pool, by its administrator', () => {
  let provider: OpenIdProvider;
  let api: UpstreamApi;
  let directory: UserDirectory;

  beforeAll(async () => {
    [provider, api] = await Promise.all([OpenIdProvider.start(), UpstreamApi.start()]);
    directory = new UserDirectory(parseConfig(environmentFor(provider, api, 3000)));
  });
  afterAll(async () => {
    await directory.onApplicationShutdown();
    await Promise.all([provider.stop(), api.stop()]);
  });
  beforeEach(() => provider.userPool.reset());

  const call = async (operation: string) => CALLS[operation]?.(directory);

  it.each(operations)('%s is signed, and of this pool', async (operation) => {
    provider.userPool.refuse(operation, 'UserNotFoundException');
    await call(operation);
    // To a stand-in by plain http, with keys that are nobody's.
    expect(provider.userPool.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=local\/\d{8}\/us-east-1\/cognito-idp\//,
    );
    expect(provider.userPool.calls).toMatchObject([{ operation, input: { UserPoolId: POOL } }]);
  });

  it('somebody is invited by mail, with an address that counts as verified', async () => {
    provider.userPool.answer('AdminCreateUser', { User: LISTED });
    expect(await directory.invite('bob@example.com')).toMatchObject({ kind: 'done' });
    expect(provider.userPool.calls).toMatchObject([
      {
        input: {
          Username: 'bob@example.com',
          DesiredDeliveryMediums: ['EMAIL'],
          UserAttributes: [
            { Name: 'email', Value: 'bob@example.com' },
            { Name: 'email_verified', Value: 'true' },
          ],
        },
      },
    ]);
  });

  it.each([
    ['by their address where the name is made up', { username: BOB.sub }, 'bob@example.com'],
    ['by the name that they have', {}, 'bob'],
    ['by the name where there is no address', { username: BOB.sub, email: undefined }, BOB.sub],
  ])('somebody is invited once more %s', async (_name, changes, named) => {
    await directory.inviteAgain({ ...BOB, ...changes });
    expect(provider.userPool.calls).toMatchObject([
      { operation: 'AdminCreateUser', input: { Username: named, MessageAction: 'RESEND' } },
    ]);
  });

  it.each([
    ['a"b', String.raw`email ^= "a\"b"`],
    [String.raw`a\b`, String.raw`email ^= "a\\b"`],
    [String.raw`\"`, String.raw`email ^= "\\\""`],
    ['" or "', String.raw`email ^= "\" or \""`],
    ['ü', 'email ^= "ü"'],
  ])('%j is looked for as what it is', async (value, filter) => {
    await directory.list({ attribute: 'email', value }, 'token');
    expect(provider.userPool.calls).toMatchObject([
      { input: { Filter: filter, PaginationToken: 'token', Limit: 25 } },
    ]);
  });

  it('lists are read to their end', async () => {
    provider.userPool.answer('ListUsersInGroup', { Users: [LISTED] });
    expect(await directory.members('admins')).toMatchObject({
      kind: 'done',
      value: [{ username: 'bob', enabled: true }],
    });
  });

  const refusals: [operation: string, error: string, reason: DirectoryRefusal][] = [
    ...operations.flatMap((operation): [string, string, DirectoryRefusal][] => [
      [operation, 'UserNotFoundException', 'user_gone'],
      [operation, 'TooManyRequestsException', 'too_many_calls'],
      [operation, 'ThrottlingException', 'too_many_calls'],
      [operation, 'LimitExceededException', 'too_many_calls'],
    ]),
    ['ListUsers', 'InvalidParameterException', 'search_not_accepted'],
    ['AdminGetUser', 'InvalidParameterException', 'user_gone'],
    ['AdminCreateUser', 'UsernameExistsException', 'email_taken'],
    ['AdminCreateUser', 'AliasExistsException', 'email_taken'],
    ['AdminCreateUser', 'InvalidParameterException', 'email_not_accepted'],
    ['AdminCreateUser', 'UserLambdaValidationException', 'email_not_allowed'],
    ['AdminCreateUser', 'CodeDeliveryFailureException', 'invitation_not_sent'],
    ['AdminResetUserPassword', 'CodeDeliveryFailureException', 'mail_not_sent'],
    ['AdminCreateUser', 'UnsupportedUserStateException', 'other_state'],
    ['AdminResetUserPassword', 'InvalidParameterException', 'address_unverified'],
    ['AdminResetUserPassword', 'NotAuthorizedException', 'other_state'],
    ['AdminResetUserPassword', 'InvalidEmailRoleAccessPolicyException', 'mail_not_sent'],
    ['AdminDeleteSoftwareToken', 'UserNotConfirmedException', 'not_confirmed'],
    ['AdminDeleteSoftwareToken', 'SoftwareTokenMFANotFoundException', 'no_authenticator'],
    ['AdminAddUserToGroup', 'ResourceNotFoundException', 'group_gone'],
    ['AdminRemoveUserFromGroup', 'ResourceNotFoundException', 'group_gone'],
    ['AdminAddUserToGroup', 'InvalidParameterException', 'group_gone'],
    ['ListUsersInGroup', 'ResourceNotFoundException', 'group_gone'],
  ];
  it.each(refusals)('%s that is refused by %s says why: %s', async (operation, error, reason) => {
    provider.userPool.refuse(operation, error);
    expect(await call(operation)).toEqual({ kind: 'refused', reason });
    expect(DIRECTORY_REFUSALS[reason]).toMatch(/^[A-Z][^<]*\.$/);
    expect(provider.userPool.operations).toEqual([operation]);
  });

  const failures: [error: string, status: number][] = [
    ['AccessDeniedException', 400],
    ['UnrecognizedClientException', 400],
    ['ExpiredTokenException', 400],
    ['ForbiddenException', 403],
    ['InternalErrorException', 500],
    ['ServiceUnavailableException', 503],
    ['UnexpectedLambdaException', 400],
    ['SomethingNewException', 400],
    ['constructor', 400],
    ['__proto__', 400],
  ];
  it.each(operations.flatMap((operation) => failures.map((failure) => [operation, ...failure])))(
    '%s that fails by %s is nobody’s wish, and isn’t tried twice',
    async (operation, error, status) => {
      provider.userPool.refuse(String(operation), String(error), Number(status));
      await expect(call(String(operation))).rejects.toMatchObject({
        code: 'provider_unavailable',
        retryAfter: 5,
        cause: { message: expect.not.stringContaining('Passw0rd') },
      });
      expect(provider.userPool.operations).toEqual([operation]);
    },
  );

  const lies: [operation: string, what: string, body: object][] = [
    ['AdminGetUser', 'nothing', {}],
    [
      'AdminGetUser',
      'nobody’s name',
      { ...LISTED, UserAttributes: LISTED.Attributes, Username: '' },
    ],
    ['AdminGetUser', 'no subject', { ...LISTED, UserAttributes: [] }],
    [
      'AdminGetUser',
      'an empty subject',
      { ...LISTED, UserAttributes: [{ Name: 'sub', Value: '' }] },
    ],
    [
      'AdminGetUser',
      'a subject that is none',
      { ...LISTED, UserAttributes: [{ Name: 'sub', Value: 7 }] },
    ],
    [
      'AdminGetUser',
      'no word on whether they may',
      { ...LISTED, UserAttributes: LISTED.Attributes, Enabled: undefined },
    ],
    [
      'AdminGetUser',
      'a word for that',
      { ...LISTED, UserAttributes: LISTED.Attributes, Enabled: 'false' },
    ],
    ['AdminCreateUser', 'nothing', {}],
    ['AdminCreateUser', 'nobody', { User: {} }],
    ['ListUsers', 'people without names', { Users: [{ ...LISTED, Username: undefined }] }],
    ['ListUsers', 'a text', { Users: 'everybody' }],
    ['ListUsersInGroup', 'one who is no one', { Users: [LISTED, {}] }],
    ['ListUsersInGroup', 'no end', { Users: [LISTED], NextToken: 'again' }],
    ['ListGroups', 'no end', { Groups: [{ GroupName: 'users' }], NextToken: 'again' }],
    ['ListGroups', 'a group without a name', { Groups: [{}] }],
    ['AdminListGroupsForUser', 'a group of groups', { Groups: [{ GroupName: ['admins'] }] }],
  ];
  it.each(lies)('%s that answers with %s isn’t believed', async (operation, _what, body) => {
    provider.userPool.answer(operation, body);
    await expect(call(operation)).rejects.toMatchObject({ code: 'provider_unavailable' });
    expect(provider.userPool.calls.length).toBeLessThanOrEqual(50);
  });

  it('nobody there is nobody’s fault, and passes', async () => {
    await provider.stop();
    await expect(call('AdminDisableUser')).rejects.toMatchObject({ code: 'provider_unavailable' });
    await provider.restart();
    expect(await call('AdminDisableUser')).toMatchObject({ kind: 'done' });
  });
});
