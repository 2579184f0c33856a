import * as cognito from '@aws-sdk/client-cognito-identity-provider';
import { decodeJwt } from 'jose';
import * as openid from 'openid-client';
import { Person, refusal, tokensOf, type Tokens } from './person.js';
import { isLocal, openTarget } from './target.js';

const target = await openTarget();
const { sdk, clientId: ClientId, secret } = target;
const ClientSecret = secret === '' ? undefined : secret;

const refresh = async (RefreshToken: string, changes = {}) =>
  sdk.send(
    new cognito.GetTokensFromRefreshTokenCommand({
      ClientId,
      ClientSecret,
      RefreshToken,
      ...changes,
    }),
  );
const getUser = async (AccessToken: string) =>
  sdk.send(new cognito.GetUserCommand({ AccessToken }));
const revoke = async (Token: string) =>
  sdk.send(new cognito.RevokeTokenCommand({ ClientId, ClientSecret, Token }));

describe('tokens', () => {
  let person: Person;
  let tokens: Tokens;

  beforeEach(async () => {
    person = await new Person(target).create();
    tokens = await person.signIn();
  });
  afterEach(() => person.delete());
  afterAll(() => target.close());

  it('are refreshed with another refresh token, and the same origin', async () => {
    const fresh = tokensOf(await refresh(tokens.refresh));
    expect(fresh.refresh).not.toBe(tokens.refresh);
    const [before, after] = [decodeJwt(tokens.access), decodeJwt(fresh.access)];
    expect(after['origin_jti']).toBe(before['origin_jti']);
    expect(after['auth_time']).toBe(before['auth_time']);
    expect(after.jti).not.toBe(before.jti);
  });

  it('are not refreshed by a rotated refresh token once its grace is over', async () => {
    await refresh(tokens.refresh);
    await target.pass(61);
    await expect(refresh(tokens.refresh)).rejects.toEqual(refusal('RefreshTokenReuseException'));
  });

  it.each([
    ['a made-up token', { RefreshToken: 'made-up' }],
    ['a wrong secret', { ClientSecret: 'wrong' }],
  ])('are not refreshed with %s', async (_what, changes) => {
    await expect(refresh(tokens.refresh, changes)).rejects.toEqual(
      refusal('NotAuthorizedException'),
    );
  });

  it('are not refreshed by REFRESH_TOKEN_AUTH where they rotate', async () => {
    const AuthParameters = { REFRESH_TOKEN: tokens.refresh };
    const initiate = { ClientId, AuthFlow: 'REFRESH_TOKEN_AUTH', AuthParameters } as const;
    await expect(sdk.send(new cognito.InitiateAuthCommand(initiate))).rejects.toEqual(
      refusal('InvalidParameterException'),
    );
  });

  it('are dead when their refresh token was revoked', async () => {
    await revoke(tokens.refresh);
    await expect(refresh(tokens.refresh)).rejects.toEqual(refusal('NotAuthorizedException'));
    await expect(getUser(tokens.access)).rejects.toEqual(
      refusal('NotAuthorizedException', 'Access Token has been revoked'),
    );
  });

  it('are revoked by a refresh token alone', async () => {
    await expect(revoke(tokens.access)).rejects.toEqual(refusal('UnsupportedTokenTypeException'));
    await expect(revoke('made-up')).resolves.toBeDefined();
  });

  it.each([
    [
      'the person',
      async () => sdk.send(new cognito.GlobalSignOutCommand({ AccessToken: tokens.access })),
    ],
    [
      'an administrator',
      async () => sdk.send(new cognito.AdminUserGlobalSignOutCommand(person.admin)),
    ],
    [
      'disabling the person',
      async () => sdk.send(new cognito.AdminDisableUserCommand(person.admin)),
    ],
  ])('are all ended by %s', async (_who, end) => {
    const other = await person.signIn();
    await end();
    for (const { access, refresh: token } of [tokens, other]) {
      await expect(getUser(access)).rejects.toEqual(refusal('NotAuthorizedException'));
      await expect(refresh(token)).rejects.toEqual(refusal('NotAuthorizedException'));
    }
  });

  it('let nobody in who is disabled, until they are enabled again', async () => {
    await sdk.send(new cognito.AdminDisableUserCommand(person.admin));
    await expect(person.initiate()).rejects.toEqual(
      refusal('NotAuthorizedException', 'User is disabled.'),
    );
    await sdk.send(new cognito.AdminEnableUserCommand(person.admin));
    expect((await person.initiate()).ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
  });

  it.each([
    ['no token', ''],
    ['an ID token', () => tokens.id],
    ['a changed one', () => `${tokens.access.slice(0, -6)}AAAAAA`],
  ])('tell the API nothing as %s', async (_what, token) => {
    const AccessToken = typeof token === 'string' ? token || 'x' : token();
    await expect(getUser(AccessToken)).rejects.toEqual(refusal('NotAuthorizedException'));
  });

  // The token endpoint needs the pool's domain.
  const describeWithDomain = target.domain === '' ? describe.skip : describe;

  describeWithDomain('at the token endpoint', () => {
    it('are refreshed and revoked by a real OpenID client as well', async () => {
      const options = isLocal ? { execute: [openid.allowInsecureRequests] } : {};
      const auth = secret === '' ? openid.None() : openid.ClientSecretBasic(secret);
      const url = new URL(target.issuer);
      const client = await openid.discovery(url, ClientId, undefined, auth, options);
      const fresh = await openid.refreshTokenGrant(client, tokens.refresh);
      expect(fresh.claims()?.sub).toBe(person.username);
      const latest = fresh.refresh_token ?? tokens.refresh;
      await openid.tokenRevocation(client, latest);
      await expect(openid.refreshTokenGrant(client, latest)).rejects.toMatchObject({
        error: 'invalid_grant',
      });
    });
  });
});
