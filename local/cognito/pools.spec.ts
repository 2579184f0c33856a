import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as cognito from '@aws-sdk/client-cognito-identity-provider';
import { decodeJwt } from 'jose';
import { HostedVisitor } from '../testing/hosted-visitor.js';
import { clientSchema } from './client-settings.js';
import { poolSchema } from './pool-settings.js';
import { startCognito, type Cognito } from './server.js';

const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
const ORIGINS = { one: 'http://localhost:5001', two: 'http://localhost:5002' };

const clientNamed = (ClientId: string, origin: string, more = {}) =>
  clientSchema.parse({
    ClientId,
    ClientSecret: `${ClientId}-secret`,
    CallbackURLs: [`${origin}/callback`],
    LogoutURLs: [origin],
    AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthFlows: ['code'],
    AllowedOAuthScopes: ['openid', 'aws.cognito.signin.user.admin'],
    ...more,
  });
const pool = (Id: string, Clients: unknown[]) =>
  poolSchema.parse({
    Id,
    Clients,
    Users: [{ Username: 'carol', Password: 'Correct-Horse-9' }],
    ResourceServers: [
      { Identifier: 'api', Name: 'api', Scopes: [{ ScopeName: 'read', ScopeDescription: 'r' }] },
    ],
  });

const machine = { AllowedOAuthFlows: ['client_credentials'], AllowedOAuthScopes: ['api/read'] };
const plans = [
  pool('eu-west-1_one', [
    clientNamed('one', ORIGINS.one),
    clientNamed('sibling', ORIGINS.one),
    clientNamed('machine', ORIGINS.one, machine),
    clientNamed('closed', ORIGINS.one, { AllowedOAuthFlowsUserPoolClient: false }),
  ]),
  pool('eu-west-1_two', [clientNamed('two', ORIGINS.two)]),
];

const open = async (folder?: string): Promise<Cognito> =>
  startCognito({
    port: 0,
    folder,
    mail: () => undefined,
    pools: plans.map((settings) => ({
      settings: structuredClone(settings),
      triggers: () => ({}),
      folder: folder === undefined ? undefined : join(folder, settings.Id),
    })),
  });

describe('several pools and clients', () => {
  let running: Cognito;
  let sdk: cognito.CognitoIdentityProviderClient;

  const start = async (folder?: string) => {
    running = await open(folder);
    const endpoint = running.domain;
    sdk = new cognito.CognitoIdentityProviderClient({ endpoint, region: 'eu-west-1', credentials });
  };

  const authorizeUrl = (id: string, origin: string) =>
    `${running.domain}/oauth2/authorize?${new URLSearchParams({
      response_type: 'code',
      client_id: id,
      redirect_uri: `${origin}/callback`,
    })}`;
  const signIn = async (id: string, origin: string) => {
    const visitor = new HostedVisitor(origin);
    const page = await visitor.open(authorizeUrl(id, origin));
    const form = { username: 'carol', password: 'Correct-Horse-9' };
    return { visitor, code: (await visitor.submit(page, form)).parameters.get('code') ?? '' };
  };
  const post = async (path: string, id: string, form: Record<string, string>) => {
    const response = await fetch(`${running.domain}/oauth2/${path}`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${id}:${id}-secret`).toString('base64')}`,
      },
      body: new URLSearchParams(form),
    });
    const text = await response.text();
    const body: Record<string, string> = text === '' ? {} : JSON.parse(text);
    return { status: response.status, body };
  };
  const redeem = async (id: string, origin: string, code: string) =>
    post('token', id, {
      grant_type: 'authorization_code',
      redirect_uri: `${origin}/callback`,
      code,
    });

  const ask = async (form: Record<string, string> = {}, id = 'machine') =>
    post('token', id, { grant_type: 'client_credentials', ...form });
  const refreshTokenOfOne = async () => {
    const { code } = await signIn('one', ORIGINS.one);
    return (await redeem('one', ORIGINS.one, code)).body['refresh_token'] ?? '';
  };

  describe('in one process', () => {
    beforeAll(() => start());
    afterAll(() => running.close());

    it.each([
      ['another client of the pool', 'sibling'],
      ['a client of another pool', 'two'],
    ])('give the code of a client to no one else: %s', async (_who, other) => {
      const { code } = await signIn('one', ORIGINS.one);
      expect(await redeem(other, ORIGINS.one, code)).toEqual({
        status: 400,
        body: { error: 'invalid_grant' },
      });
    });

    it.each(['sibling', 'two'])('let %s neither use nor revoke a refresh token', async (other) => {
      const { code } = await signIn('one', ORIGINS.one);
      const { body } = await redeem('one', ORIGINS.one, code);
      const { refresh_token: token = '' } = body;
      const refresh = { grant_type: 'refresh_token', refresh_token: token };
      expect((await post('token', other, refresh)).body).toEqual({ error: 'invalid_grant' });
      expect((await post('revoke', other, { token })).status).toBe(200);
      expect((await post('token', 'one', refresh)).status).toBe(200);
    });

    it('sign nobody in to a pool who is signed in to the other', async () => {
      const { visitor } = await signIn('one', ORIGINS.one);
      expect(
        (await visitor.open(authorizeUrl('sibling', ORIGINS.one))).parameters.has('code'),
      ).toBe(true);
      expect((await visitor.open(authorizeUrl('two', ORIGINS.two))).title).toBe('Sign in');
    });

    it('say of which pool and client their tokens are', async () => {
      const { code } = await signIn('two', ORIGINS.two);
      const { body } = await redeem('two', ORIGINS.two, code);
      const { access_token: AccessToken = '', id_token: idToken = '' } = body;
      const iss = `${running.server}/eu-west-1_two`;
      expect(decodeJwt(AccessToken)).toMatchObject({ iss, client_id: 'two', username: 'carol' });
      expect(decodeJwt(idToken)).toMatchObject({ iss, aud: 'two', 'cognito:username': 'carol' });
      const user = await sdk.send(new cognito.GetUserCommand({ AccessToken }));
      expect(user.Username).toBe('carol');
    });

    it('send nobody from one client to the address of another', async () => {
      const foreign = authorizeUrl('one', ORIGINS.two);
      const refused = await fetch(foreign, { redirect: 'manual' });
      expect(refused.headers.get('location')).toMatch(/^\/error\?error=redirect_mismatch/u);
      const logout = new URLSearchParams({ client_id: 'one', logout_uri: ORIGINS.two });
      const left = await fetch(`${running.domain}/logout?${logout}`, { redirect: 'manual' });
      expect(left.headers.get('location')).toMatch(/^\/error\?error=logout_uri_mismatch/u);
    });

    it('refuse the pages to a client that is not for them', async () => {
      const refused = await fetch(authorizeUrl('closed', ORIGINS.one), { redirect: 'manual' });
      expect(refused.headers.get('location')).toMatch(
        `${ORIGINS.one}/callback?error=unauthorized_client`,
      );
    });

    it('give a machine a token of its own, for the scopes that it may have', async () => {
      const { status, body } = await ask({ scope: 'api/read' });
      expect([status, Object.keys(body)]).toEqual([
        200,
        ['access_token', 'expires_in', 'token_type'],
      ]);
      expect(decodeJwt(body['access_token'] ?? '')).toMatchObject({
        sub: 'machine',
        client_id: 'machine',
        token_use: 'access',
        scope: 'api/read',
      });
      expect((await ask()).body).toHaveProperty('access_token');
      expect((await ask({ scope: 'openid' })).body).toEqual({ error: 'invalid_scope' });
      expect((await ask({}, 'one')).body).toEqual({ error: 'unauthorized_client' });
      // It is nobody's.
      const headers = { authorization: `Bearer ${body['access_token']}` };
      expect((await fetch(`${running.domain}/oauth2/userInfo`, { headers })).status).toBe(401);
    });
  });

  describe('over a restart', () => {
    let folder: string;
    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'local-pools-'));
      await start(folder);
    });
    afterEach(async () => {
      await running.close();
      rmSync(folder, { recursive: true });
    });
    const restart = async () => {
      await running.close();
      await start(folder);
    };
    const carol = { UserPoolId: 'eu-west-1_one', Username: 'carol' };

    it('keep refresh tokens, those that were revoked too', async () => {
      const [kept, revoked] = [await refreshTokenOfOne(), await refreshTokenOfOne()];
      await post('revoke', 'one', { token: revoked });
      await restart();
      const refresh = async (token: string) =>
        post('token', 'one', { grant_type: 'refresh_token', refresh_token: token });
      expect((await refresh(kept)).status).toBe(200);
      expect((await refresh(revoked)).body).toEqual({ error: 'invalid_grant' });
      // As long as Cognito's, so that what is too small for them shows.
      expect(kept.length).toBeGreaterThan(1024);
    });

    it('bring nobody back who was deleted', async () => {
      await sdk.send(new cognito.AdminDeleteUserCommand(carol));
      await restart();
      await expect(sdk.send(new cognito.AdminGetUserCommand(carol))).rejects.toMatchObject({
        name: 'UserNotFoundException',
      });
    });

    it('keep the pools that were made by the API, with their clients and people', async () => {
      const { UserPool } = await sdk.send(new cognito.CreateUserPoolCommand({ PoolName: 'made' }));
      const UserPoolId = UserPool?.Id ?? '';
      const made = await sdk.send(
        new cognito.CreateUserPoolClientCommand({ UserPoolId, ClientName: 'web' }),
      );
      await sdk.send(new cognito.AdminCreateUserCommand({ UserPoolId, Username: 'dave' }));
      await restart();
      const user = { UserPoolId, Username: 'dave' };
      expect((await sdk.send(new cognito.AdminGetUserCommand(user))).UserStatus).toBe(
        'FORCE_CHANGE_PASSWORD',
      );
      const client = { UserPoolId, ClientId: made.UserPoolClient?.ClientId };
      const described = await sdk.send(new cognito.DescribeUserPoolClientCommand(client));
      expect(described.UserPoolClient).toEqual(made.UserPoolClient);
      await sdk.send(new cognito.DeleteUserPoolCommand({ UserPoolId }));
      await restart();
      await expect(sdk.send(new cognito.AdminGetUserCommand(user))).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
      });
    });
  });
});
