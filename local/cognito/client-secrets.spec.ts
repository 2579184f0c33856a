import { createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as cognito from '@aws-sdk/client-cognito-identity-provider';
import { startLocalCognito, type LocalCognito } from './server.js';

const USERNAME = 'alice@example.com';
const WELL_FORMED = 'a_secret+of_24_characters_or_more';
const flows: cognito.ExplicitAuthFlowsType[] = [
  'ALLOW_USER_PASSWORD_AUTH',
  'ALLOW_REFRESH_TOKEN_AUTH',
];

let folder: string;
let UserPoolId: string;
let running: LocalCognito;
let sdk: cognito.CognitoIdentityProviderClient;
const now = 1_800_000_000_000; // The clock stands still: all that happens, happens within one second.

async function start() {
  running = await startLocalCognito({ port: 0, folder, now: () => now, log: () => undefined });
  sdk = new cognito.CognitoIdentityProviderClient({
    endpoint: running.domain,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
}
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'client-secrets-'));
  await start();
  UserPoolId = await createPool();
});
afterEach(async () => {
  await running.close();
  rmSync(folder, { recursive: true });
});

// One that was made by the API keeps the clients that were made in it.
async function createPool() {
  const { UserPool } = await sdk.send(new cognito.CreateUserPoolCommand({ PoolName: 'made' }));
  return UserPool?.Id ?? '';
}
async function createClient(GenerateSecret = true) {
  const { UserPoolClient } = await sdk.send(
    new cognito.CreateUserPoolClientCommand({
      UserPoolId,
      ClientName: 'web',
      GenerateSecret,
      ExplicitAuthFlows: flows,
    }),
  );
  return { id: UserPoolClient?.ClientId ?? '', secret: UserPoolClient?.ClientSecret ?? '' };
}
async function add(ClientId: string, ClientSecret?: string) {
  const { ClientSecretDescriptor: made } = await sdk.send(
    new cognito.AddUserPoolClientSecretCommand({ UserPoolId, ClientId, ClientSecret }),
  );
  return { id: made?.ClientSecretId ?? '', secret: made?.ClientSecretValue };
}
async function list(ClientId: string) {
  const command = new cognito.ListUserPoolClientSecretsCommand({ UserPoolId, ClientId });
  return (await sdk.send(command)).ClientSecrets?.map(({ ClientSecretId }) => ClientSecretId ?? '');
}
const end = async (ClientId: string, ClientSecretId = '') =>
  sdk.send(new cognito.DeleteUserPoolClientSecretCommand({ UserPoolId, ClientId, ClientSecretId }));
const kept = () => readFileSync(join(folder, UserPoolId, 'client-secrets.json'), 'utf8');
const refusal = (name: string) => expect.objectContaining({ name });

/** A code that nobody has: what is said of it tells whether the client was believed. */
async function redeem(form: Record<string, string>, authorization?: string) {
  const answer = await fetch(`${running.domain}/oauth2/token`, {
    method: 'POST',
    headers: authorization === undefined ? {} : { authorization },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: 'none',
      redirect_uri: 'http://localhost:3000/auth/callback',
      ...form,
    }),
  });
  return Object(await answer.json()).error === 'invalid_grant';
}
const messageOf = async (answer: Promise<unknown>): Promise<string> =>
  answer.then(
    () => 'none',
    (error: unknown) => (error instanceof Error ? error.message : 'unknown'),
  );

/** Each way in which a client proves itself: whether it is believed. */
const proofs: Record<string, (id: string, secret: string) => Promise<boolean>> = {
  'the form of the token endpoint': async (id, secret) =>
    redeem({ client_id: id, client_secret: secret }),
  'the header of the token endpoint': async (id, secret) =>
    redeem({}, `Basic ${Buffer.from(`${id}:${encodeURIComponent(secret)}`).toString('base64')}`),
  'a secret hash': async (ClientId, secret) => {
    const SECRET_HASH = createHmac('sha256', secret)
      .update(USERNAME + ClientId)
      .digest('base64');
    const AuthParameters = { USERNAME, PASSWORD: 'Not the passw0rd', SECRET_HASH };
    const AuthFlow = 'USER_PASSWORD_AUTH';
    const command = new cognito.InitiateAuthCommand({ ClientId, AuthFlow, AuthParameters });
    return (await messageOf(sdk.send(command))) === 'Incorrect username or password.';
  },
  GetTokensFromRefreshToken: async (ClientId, ClientSecret) => {
    const token = { ClientId, ClientSecret, RefreshToken: 'none' };
    const message = await messageOf(sdk.send(new cognito.GetTokensFromRefreshTokenCommand(token)));
    return message === 'Invalid Refresh Token';
  },
  RevokeToken: async (ClientId, ClientSecret) => {
    const token = { ClientId, ClientSecret, Token: 'none' };
    return (await messageOf(sdk.send(new cognito.RevokeTokenCommand(token)))) === 'none';
  },
};

describe('the secrets of an app client', () => {
  it.each(Object.entries(proofs))(
    'are good, and no other: %s, over a restart too',
    async (_name, isGood) => {
      const [client, sibling] = [await createClient(), await createClient()];
      await add(client.id, WELL_FORMED);
      const goodOnes = async () => {
        const asked = [client.secret, WELL_FORMED, sibling.secret, 'wrong'];
        const good: boolean[] = [];
        for (const secret of asked) good.push(await isGood(client.id, secret));
        return good;
      };
      expect(await goodOnes()).toEqual([true, true, false, false]);
      expect(await isGood(sibling.id, WELL_FORMED)).toBe(false);
      const [original] = (await list(client.id)) ?? [];
      await end(client.id, original);
      expect(await goodOnes()).toEqual([false, true, false, false]);
      await running.close();
      await start();
      expect(await goodOnes()).toEqual([false, true, false, false]);
      expect(await isGood(sibling.id, sibling.secret)).toBe(true);
    },
  );

  it('are told when Cognito made them, and the original one by a description, while it is good', async () => {
    const { id, secret } = await createClient();
    const client = { UserPoolId, ClientId: id };
    const described = async () => {
      const { UserPoolClient } = await sdk.send(new cognito.DescribeUserPoolClientCommand(client));
      return UserPoolClient?.ClientSecret;
    };
    const made = await add(id);
    expect(made.secret).toMatch(/^[\w+]{24,64}$/u);
    expect(await described()).toBe(secret);
    await end(id, made.id);
    expect((await add(id, WELL_FORMED)).secret).toBeUndefined();
    await end(id, `${id}--0`);
    expect(await described()).toBeUndefined();
    const { UserPoolClient } = await sdk.send(new cognito.UpdateUserPoolClientCommand(client));
    expect(UserPoolClient?.ClientSecret).toBeUndefined();
    expect(await proofs['RevokeToken']?.(id, WELL_FORMED)).toBe(true);
  });

  it('have ids that differ, however fast they come', async () => {
    const { id } = await createClient();
    for (let round = 0; round < 3; round++) {
      await add(id);
      const [older, newer] = (await list(id)) ?? [];
      expect(older).not.toBe(newer);
      await end(id, older);
      expect(await list(id)).toEqual([newer]);
    }
  });

  it('are one or two', async () => {
    const { id } = await createClient();
    await expect(end(id, `${id}--0`)).rejects.toEqual(refusal('InvalidParameterException'));
    await add(id);
    await expect(add(id)).rejects.toEqual(refusal('LimitExceededException'));
    await expect(end(id, `${id}--1`)).rejects.toEqual(refusal('ResourceNotFoundException'));
  });

  it.each([
    ['too short', 'x'.repeat(23)],
    ['too long', 'x'.repeat(65)],
    ['empty', ''],
    ['with a blank', `${WELL_FORMED} `],
    ['with a letter that has no place in a header', `${WELL_FORMED}é`],
  ])('are refused where they are %s', async (_what, given) => {
    const { id } = await createClient();
    await expect(add(id, given)).rejects.toEqual(refusal('InvalidParameterException'));
    expect(await list(id)).toHaveLength(1);
  });

  it('are none where the client is public', async () => {
    const { id } = await createClient(false);
    expect(await list(id)).toEqual([]);
    await expect(add(id)).rejects.toEqual(refusal('InvalidParameterException'));
    await expect(end(id, `${id}--0`)).rejects.toEqual(refusal('ResourceNotFoundException'));
  });

  it('are the business of no other pool', async () => {
    const { id } = await createClient();
    const foreign = { UserPoolId: await createPool(), ClientId: id };
    await expect(sdk.send(new cognito.AddUserPoolClientSecretCommand(foreign))).rejects.toEqual(
      refusal('ResourceNotFoundException'),
    );
  });

  it('go with the client', async () => {
    const { id } = await createClient();
    await add(id, WELL_FORMED);
    expect(kept()).toContain(WELL_FORMED);
    await sdk.send(new cognito.DeleteUserPoolClientCommand({ UserPoolId, ClientId: id }));
    expect(kept()).not.toContain(WELL_FORMED);
  });
});
