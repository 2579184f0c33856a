import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { createHandler } from '../../infra/lambda/client-secret.js';
import { type LocalCognito, startLocalCognito } from '../../local/cognito/server.js';
import { defaultSettings } from '../../local/cognito/settings.js';
import { HttpServer } from '../support/http-server.js';
import { SecretsManager } from '../support/secrets-manager.js';

const { poolId: UserPoolId, client } = defaultSettings;
const SECRET = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:Client-AbCdEf';
const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
const region = 'eu-central-1';

let cognito: LocalCognito;
let manager: SecretsManager;
let cloudFormation: HttpServer;
const told: Record<string, unknown>[] = [];
/** How each was sent, and what is answered to the next. */
const methods: string[] = [];
let statuses: number[] = [];

beforeEach(async () => {
  told.length = 0;
  methods.length = 0;
  statuses = [];
  cognito = await startLocalCognito({ port: 0 });
  manager = await new SecretsManager().start();
  cloudFormation = await new HttpServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      methods.push(`${request.method} ${request.headers['content-type']}`);
      response.statusCode = statuses.shift() ?? 200;
      if (response.statusCode === 200) told.push(JSON.parse(Buffer.concat(chunks).toString()));
      response.end();
    });
  }).start();
});
afterEach(async () => {
  await cognito.close();
  await manager.stop();
  await cloudFormation.stop();
});

const connect = () => ({
  cognito: new CognitoIdentityProviderClient({ region, endpoint: cognito.domain, credentials }),
  secrets: new SecretsManagerClient({ region, endpoint: manager.endpoint, credentials }),
});
const handle = (
  event: Partial<CloudFormationCustomResourceEvent>,
  given = {},
  connected: typeof connect = connect,
) =>
  createHandler(connected)(
    Object.assign({
      ServiceToken: 'function',
      ResponseURL: `${cloudFormation.origin}/answer`,
      StackId: 'stack',
      RequestId: 'request',
      LogicalResourceId: 'Filled',
      ResourceType: 'Custom::ClientSecret',
      ResourceProperties: { UserPoolId, ClientId: client.id, SecretId: SECRET, ...given },
      ...event,
    }),
  );
const filled = `${client.id}/${SECRET}`;

describe('the custom resource that fills the client’s secret', () => {
  it('puts the one that the client was made with into Secrets Manager', async () => {
    await handle({ RequestType: 'Create' });
    expect(manager.values.get(SECRET)).toBe(client.secret);
    expect(told).toEqual([
      {
        Status: 'SUCCESS',
        PhysicalResourceId: filled,
        StackId: 'stack',
        RequestId: 'request',
        LogicalResourceId: 'Filled',
      },
    ]);
    // CloudFormation keeps what it is told, where whoever may look at the stack can read it.
    expect(JSON.stringify(told)).not.toContain(client.secret);
  });

  it.each(['Update', 'Delete'] as const)('leaves a rotated one alone: %s', async (RequestType) => {
    manager.values.set(SECRET, 'the rotated one');
    await handle({ RequestType, PhysicalResourceId: filled });
    expect(manager.values.get(SECRET)).toBe('the rotated one');
    expect(told).toEqual([
      expect.objectContaining({ Status: 'SUCCESS', PhysicalResourceId: filled }),
    ]);
  });

  it('is told to the signed URL as that was signed: a PUT without a content type', async () => {
    await handle({ RequestType: 'Create' });
    expect(methods).toEqual(['PUT ']);
  });

  it('tells it again where it wasn’t heard, and fails where it never is', async () => {
    statuses = [503, 403];
    await handle({ RequestType: 'Create' });
    expect(told).toHaveLength(1);
    statuses = [403, 403, 403, 403, 403];
    await expect(handle({ RequestType: 'Create' })).rejects.toThrow(
      'CloudFormation was not told: 403',
    );
    expect(told).toHaveLength(1);
  });

  it('tells the beginning of a long reason, for CloudFormation takes 4 KB', async () => {
    await handle({ RequestType: 'Create' }, {}, () => {
      throw new Error('long '.repeat(2_000));
    });
    const [{ Reason } = {}] = told;
    expect(Reason).toMatch(/^Error: long /u);
    expect(Reason).toHaveLength(1_000);
  });

  it('fills anew for another client', async () => {
    await handle({ RequestType: 'Update', PhysicalResourceId: `before/${SECRET}` });
    expect(manager.values.get(SECRET)).toBe(client.secret);
    expect(told).toEqual([expect.objectContaining({ PhysicalResourceId: filled })]);
  });

  it.each([
    ['a client that there isn’t', { ClientId: 'unknown' }, /ResourceNotFoundException/u],
    ['a property that is missing', { SecretId: undefined }, /SecretId/u],
  ])('tells CloudFormation what fails, which would wait for it: %s', async (_what, given, says) => {
    await handle({ RequestType: 'Create' }, given);
    expect(told).toEqual([
      expect.objectContaining({ Status: 'FAILED', Reason: expect.stringMatching(says) }),
    ]);
  });

  it('says so where the original is gone', async () => {
    await cognito.close();
    cognito = await startLocalCognito({
      port: 0,
      settings: { ...defaultSettings, client: { ...client, secret: '' } },
    });
    await handle({ RequestType: 'Create' });
    expect(told).toEqual([
      expect.objectContaining({ Status: 'FAILED', Reason: expect.stringMatching(/is gone/u) }),
    ]);
  });
});
