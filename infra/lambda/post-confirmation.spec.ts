import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import type { PostConfirmationTriggerEvent } from 'aws-lambda';
import { createHandler } from './post-confirmation.js';

/** As Cognito sends it (AWS: "Post confirmation Lambda trigger"). */
const eventBy = (
  triggerSource: PostConfirmationTriggerEvent['triggerSource'],
): PostConfirmationTriggerEvent => ({
  version: '1',
  region: 'eu-central-1',
  userPoolId: 'eu-central-1_AbCdEfGhI',
  userName: '8c5c2b1e-5a6f-4a3e-9a51-0d5bd8e3c001',
  callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: 'client' },
  triggerSource,
  request: {
    userAttributes: {
      sub: '8c5c2b1e-5a6f-4a3e-9a51-0d5bd8e3c001',
      'cognito:user_status': 'CONFIRMED',
      email_verified: 'true',
      email: 'carol@example.com',
    },
  },
  response: {},
});

describe('the post-confirmation trigger', () => {
  const requests: { target: string | undefined; body: unknown }[] = [];
  let status = 200;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const target = request.headers['x-amz-target']?.toString();
      requests.push({ target, body: JSON.parse(Buffer.concat(chunks).toString()) });
      const refusal = { __type: 'ResourceNotFoundException', message: 'Group not found.' };
      response.writeHead(status).end(JSON.stringify(status === 200 ? {} : refusal));
    });
  });
  let connected = 0;
  const connect = () => {
    connected += 1;
    const { port }: Pick<AddressInfo, 'port'> = Object(server.address());
    const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
    const endpoint = `http://localhost:${port}`;
    return new CognitoIdentityProviderClient({ region: 'eu-central-1', endpoint, credentials });
  };

  beforeAll(() => once(server.listen(0, 'localhost'), 'listening'));
  beforeEach(() => {
    [requests.length, connected, status] = [0, 0, 200];
  });
  afterAll(() => server.close());

  it('puts who signed up into the group “users”, over one connection for all', async () => {
    const handler = createHandler(connect);
    expect(connected).toBe(0);
    const event = eventBy('PostConfirmation_ConfirmSignUp');
    expect(await handler(event)).toBe(event);
    await handler(event);
    expect(connected).toBe(1);
    expect(requests[0]).toEqual({
      target: 'AWSCognitoIdentityProviderService.AdminAddUserToGroup',
      body: { UserPoolId: event.userPoolId, Username: event.userName, GroupName: 'users' },
    });
  });

  it('leaves alone who only chose a new password', async () => {
    await createHandler(connect)(eventBy('PostConfirmation_ConfirmForgotPassword'));
    expect(requests).toEqual([]);
  });

  it('fails when Cognito refuses, so that it is noticed', async () => {
    status = 400;
    const event = eventBy('PostConfirmation_ConfirmSignUp');
    await expect(createHandler(connect)(event)).rejects.toThrow('Group not found.');
  });
});
