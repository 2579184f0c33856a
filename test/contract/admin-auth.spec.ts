import { randomUUID } from 'node:crypto';
import * as cognito from '@aws-sdk/client-cognito-identity-provider';
import { defaultSettings } from '../../local/cognito/settings.js';
import { PASSWORD, Person, refusal } from './person.js';
import { describeLocally, openTarget, secretHash } from './target.js';

const FLOWS = [...defaultSettings.client.authFlows, 'ALLOW_ADMIN_USER_PASSWORD_AUTH'];

// On a real pool it takes a client that allows this flow, which the contract's need not.
describeLocally('signing someone in with AWS credentials', () => {
  const opening = openTarget({ client: { ...defaultSettings.client, authFlows: FLOWS } });
  afterAll(async () => (await opening).close());

  const initiate = async (person: Person, AuthFlow: cognito.AuthFlowType) => {
    const target = await opening;
    const { poolId: UserPoolId, clientId: ClientId } = target;
    const SECRET_HASH = secretHash(target, person.email) ?? '';
    return target.sdk.send(
      new cognito.AdminInitiateAuthCommand({
        UserPoolId,
        ClientId,
        AuthFlow,
        AuthParameters: { USERNAME: person.email, PASSWORD, SECRET_HASH },
      }),
    );
  };

  it('goes the same way as without', async () => {
    const target = await opening;
    const person = await new Person(target).create();
    await person.signIn();
    await target.pass(30);
    const { ChallengeName, Session } = await initiate(person, 'ADMIN_USER_PASSWORD_AUTH');
    expect(ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
    const { AuthenticationResult } = await target.sdk.send(
      new cognito.AdminRespondToAuthChallengeCommand({
        UserPoolId: target.poolId,
        ClientId: target.clientId,
        ChallengeName,
        Session,
        ChallengeResponses: {
          USERNAME: person.email,
          SOFTWARE_TOKEN_MFA_CODE: person.code(),
          SECRET_HASH: secretHash(target, person.email) ?? '',
        },
      }),
    );
    expect(AuthenticationResult?.TokenType).toBe('Bearer');
    await person.delete();
  });

  it('keeps the flows of the two apart', async () => {
    const target = await opening;
    const person = await new Person(target).create();
    const unsupported = refusal('InvalidParameterException', 'Initiate Auth method not supported.');
    await expect(initiate(person, 'USER_PASSWORD_AUTH')).rejects.toEqual(unsupported);
    const plain = new cognito.InitiateAuthCommand({
      ClientId: target.clientId,
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: person.email, PASSWORD },
    });
    await expect(target.sdk.send(plain)).rejects.toEqual(unsupported);
    await person.delete();
  });

  it('confirms who signed up, without the mailed code', async () => {
    const { sdk, ...target } = await opening;
    const Username = `contract-${randomUUID()}@example.com`;
    const SecretHash = secretHash({ sdk, ...target }, Username);
    const named = { ClientId: target.clientId, Username, SecretHash };
    await sdk.send(new cognito.SignUpCommand({ ...named, Password: PASSWORD }));
    const user = { UserPoolId: target.poolId, Username };
    await sdk.send(new cognito.AdminConfirmSignUpCommand(user));
    const { UserStatus } = await sdk.send(new cognito.AdminGetUserCommand(user));
    expect(UserStatus).toBe('CONFIRMED');
    await expect(sdk.send(new cognito.AdminConfirmSignUpCommand(user))).rejects.toEqual(
      refusal('NotAuthorizedException', 'Current status is CONFIRMED'),
    );
    await sdk.send(new cognito.AdminDeleteUserCommand(user));
  });
});
