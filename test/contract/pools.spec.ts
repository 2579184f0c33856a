import { randomUUID } from 'node:crypto';
import * as cognito from '@aws-sdk/client-cognito-identity-provider';
import { refusal } from './person.js';
import { openTarget } from './target.js';

const target = await openTarget();
const { sdk } = target;
const PoolName = `contract-${randomUUID()}`;

describe('user pools that are made by the API', () => {
  let UserPoolId = '';

  beforeAll(async () => {
    const { UserPool } = await sdk.send(
      new cognito.CreateUserPoolCommand({
        PoolName,
        UsernameAttributes: ['email'],
        MfaConfiguration: 'OFF',
        Policies: { PasswordPolicy: { MinimumLength: 10 } },
      }),
    );
    UserPoolId = UserPool?.Id ?? '';
  });
  afterAll(async () => {
    await target.close();
  });

  const describePool = async () =>
    (await sdk.send(new cognito.DescribeUserPoolCommand({ UserPoolId }))).UserPool;
  const change = async (how: object) =>
    sdk.send(new cognito.UpdateUserPoolCommand({ UserPoolId, ...how }));
  const createClient = async (how: object = {}) =>
    (
      await sdk.send(
        new cognito.CreateUserPoolClientCommand({ UserPoolId, ClientName: 'web', ...how }),
      )
    ).UserPoolClient;

  it('are described, and among the others', async () => {
    expect(UserPoolId).toMatch(new RegExp(`^${target.region}_[\\dA-Za-z]+$`, 'u'));
    expect(await describePool()).toMatchObject({
      Id: UserPoolId,
      Name: PoolName,
      Arn: expect.stringContaining(`userpool/${UserPoolId}`),
      MfaConfiguration: 'OFF',
      UsernameAttributes: ['email'],
      Policies: { PasswordPolicy: { MinimumLength: 10 } },
    });
    const { UserPools } = await sdk.send(new cognito.ListUserPoolsCommand({ MaxResults: 60 }));
    expect(UserPools).toContainEqual(expect.objectContaining({ Id: UserPoolId, Name: PoolName }));
  });

  it('change, and what is not given goes back to its default', async () => {
    const AutoVerifiedAttributes: cognito.VerifiedAttributeType[] = ['email'];
    await change({ AutoVerifiedAttributes, Policies: { PasswordPolicy: { MinimumLength: 12 } } });
    expect(await describePool()).toMatchObject({
      AutoVerifiedAttributes,
      Policies: { PasswordPolicy: { MinimumLength: 12 } },
    });
    await change({ AutoVerifiedAttributes });
    expect(await describePool()).toMatchObject({
      Name: PoolName,
      UsernameAttributes: ['email'],
      Policies: { PasswordPolicy: { MinimumLength: 8 } },
    });
  });

  it('turn MFA on', async () => {
    const set = { UserPoolId, MfaConfiguration: 'OPTIONAL' } as const;
    await sdk.send(
      new cognito.SetUserPoolMfaConfigCommand({
        ...set,
        SoftwareTokenMfaConfiguration: { Enabled: true },
      }),
    );
    expect(await sdk.send(new cognito.GetUserPoolMfaConfigCommand({ UserPoolId }))).toMatchObject({
      MfaConfiguration: 'OPTIONAL',
      SoftwareTokenMfaConfiguration: { Enabled: true },
    });
  });

  it('have clients with a secret, and without', async () => {
    const secret = await createClient({ GenerateSecret: true });
    expect(secret?.ClientSecret).toMatch(/^[\da-z]{40,64}$/u);
    expect(secret?.ClientId).toMatch(/^[\da-z]{26}$/u);
    const open = await createClient();
    expect(open?.ClientSecret).toBeUndefined();
    const { UserPoolClients } = await sdk.send(
      new cognito.ListUserPoolClientsCommand({ UserPoolId, MaxResults: 60 }),
    );
    expect(UserPoolClients).toContainEqual({
      ClientId: open?.ClientId,
      ClientName: 'web',
      UserPoolId,
    });
    const gone = { UserPoolId, ClientId: open?.ClientId };
    await sdk.send(new cognito.DeleteUserPoolClientCommand(gone));
    await expect(sdk.send(new cognito.DescribeUserPoolClientCommand(gone))).rejects.toEqual(
      refusal('ResourceNotFoundException'),
    );
  });

  it('have clients that change, and sign people in', async () => {
    const client = await createClient({ ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'] });
    const { ClientId } = client ?? {};
    const Username = `carol-${randomUUID()}@example.com`;
    const PASSWORD = 'Correct-Horse-9';
    await sdk.send(
      new cognito.AdminCreateUserCommand({ UserPoolId, Username, MessageAction: 'SUPPRESS' }),
    );
    const password = { UserPoolId, Username, Password: PASSWORD, Permanent: true };
    await sdk.send(new cognito.AdminSetUserPasswordCommand(password));
    const signIn = async () =>
      sdk.send(
        new cognito.InitiateAuthCommand({
          ClientId,
          AuthFlow: 'USER_PASSWORD_AUTH',
          AuthParameters: { USERNAME: Username, PASSWORD },
        }),
      );
    await expect(signIn()).rejects.toEqual(refusal('InvalidParameterException'));
    await sdk.send(
      new cognito.UpdateUserPoolClientCommand({
        UserPoolId,
        ClientId,
        ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      }),
    );
    const { AuthenticationResult } = await signIn();
    expect(AuthenticationResult?.ExpiresIn).toBe(3600);
    await sdk.send(new cognito.AdminDeleteUserCommand({ UserPoolId, Username }));
  });

  it('have resource servers, whose scopes clients may ask for', async () => {
    const Identifier = 'https://api.example.com';
    const AllowedOAuthScopes = [`${Identifier}/read`];
    const oauth = {
      GenerateSecret: true,
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ['client_credentials'],
      AllowedOAuthScopes,
    };
    await expect(createClient(oauth)).rejects.toEqual(refusal('ScopeDoesNotExistException'));
    const server = { UserPoolId, Identifier, Name: 'API' };
    const Scopes = [{ ScopeName: 'read', ScopeDescription: 'Read' }];
    await sdk.send(new cognito.CreateResourceServerCommand({ ...server, Scopes }));
    expect(await createClient(oauth)).toMatchObject({ AllowedOAuthScopes });
    await expect(createClient({ ...oauth, GenerateSecret: false })).rejects.toEqual(
      refusal('InvalidOAuthFlowException'),
    );
    const mixed = { ...oauth, AllowedOAuthFlows: ['code', 'client_credentials'] };
    await expect(createClient({ ...mixed, CallbackURLs: ['https://a.example'] })).rejects.toEqual(
      refusal('InvalidOAuthFlowException'),
    );
    await sdk.send(new cognito.UpdateResourceServerCommand({ ...server, Name: 'The API', Scopes }));
    const { ResourceServer } = await sdk.send(new cognito.DescribeResourceServerCommand(server));
    expect(ResourceServer).toEqual({ UserPoolId, Identifier, Name: 'The API', Scopes });
    const { ResourceServers } = await sdk.send(
      new cognito.ListResourceServersCommand({ UserPoolId, MaxResults: 50 }),
    );
    expect(ResourceServers).toHaveLength(1);
    await sdk.send(new cognito.DeleteResourceServerCommand(server));
    await expect(sdk.send(new cognito.DescribeResourceServerCommand(server))).rejects.toEqual(
      refusal('ResourceNotFoundException'),
    );
  });

  it('have a domain', async () => {
    const Domain = `contract-${randomUUID()}`;
    const find = async () =>
      (await sdk.send(new cognito.DescribeUserPoolDomainCommand({ Domain }))).DomainDescription;
    expect(await find()).toEqual({});
    await sdk.send(new cognito.CreateUserPoolDomainCommand({ UserPoolId, Domain }));
    expect(await find()).toMatchObject({ UserPoolId, Domain, ManagedLoginVersion: 1 });
    const newer = { UserPoolId, Domain, ManagedLoginVersion: 2 };
    await sdk.send(new cognito.UpdateUserPoolDomainCommand(newer));
    expect(await find()).toMatchObject(newer);
    const other = { ...newer, Domain: `contract-${randomUUID()}` };
    await expect(sdk.send(new cognito.UpdateUserPoolDomainCommand(other))).rejects.toBeInstanceOf(
      cognito.CognitoIdentityProviderServiceException,
    );
    await sdk.send(new cognito.DeleteUserPoolDomainCommand({ UserPoolId, Domain }));
    expect(await find()).toEqual({});
  });

  it.each([
    ['without a region', 'nopool'],
    ['with blanks', 'eu-central-1_a b'],
    ['too long', `eu-central-1_${'x'.repeat(60)}`],
  ])('have no id %s', async (_what, id) => {
    await expect(sdk.send(new cognito.DescribeUserPoolCommand({ UserPoolId: id }))).rejects.toEqual(
      refusal('InvalidParameterException', /userPoolId/u),
    );
  });

  it('are deleted', async () => {
    await sdk.send(new cognito.DeleteUserPoolCommand({ UserPoolId }));
    await expect(describePool()).rejects.toEqual(refusal('ResourceNotFoundException'));
  });
});
