import { createHash, randomUUID } from 'node:crypto';
import type { AccessTokenGeneration } from 'aws-lambda';
import { errors, jwtVerify, type JWTPayload } from 'jose';
import type { Account } from './account.js';
import { lifetimesOf, type Client } from './client-settings.js';
import { CognitoError } from './cognito-error.js';
import type { Context } from './context.js';
import type { Groups } from './groups.js';
import type { Keys } from './keys.js';
import type { TokenChanges, Triggers } from './triggers.js';

/** One sign-in. All tokens that come of it, refreshed ones included, share these. */
export interface SignIn {
  /** At the hosted pages, or by InitiateAuth: the tokens differ a little. */
  by: 'pages' | 'api';
  username: string;
  /** The app client: nobody else may use what came of it. */
  clientId: string;
  scopes: string[];
  /** Seconds since the epoch. */
  authTime: number;
  originJti: string;
  eventId: string;
  /** RFC 8707: the resource that access tokens are bound to. */
  resource?: string;
}

interface Occasion {
  nonce?: string;
  /** Whether a refresh token was used. */
  refreshed?: boolean;
  /** What the pre-token-generation trigger wanted, where it has run already. */
  changes?: TokenChanges;
  /** ClientMetadata, for the trigger. */
  metadata?: Record<string, string>;
}

type Changes = AccessTokenGeneration | undefined;

/** Issues and verifies the pool's JSON web tokens. */
export class Tokens {
  constructor(
    private readonly context: Context,
    private readonly keys: Keys,
    private readonly groups: Groups,
    private readonly triggers: Triggers,
  ) {}

  async issue(
    client: Client,
    signIn: SignIn,
    account: Account,
    { nonce, refreshed, changes, metadata }: Occasion = {},
  ) {
    const validity = lifetimesOf(client);
    const byPages = signIn.by === 'pages';
    const first = byPages ? 'TokenGeneration_HostedAuth' : 'TokenGeneration_Authentication';
    const source = refreshed ? 'TokenGeneration_RefreshTokens' : first;
    const change =
      changes ??
      (await this.triggers.preTokenGeneration(source, account, signIn.scopes, {
        clientId: client.ClientId,
        metadata,
      }));
    const accessClaims = {
      ...this.common(signIn, account, validity.accessToken),
      token_use: 'access',
      client_id: client.ClientId,
      ...(signIn.resource === undefined ? {} : { aud: signIn.resource }),
      scope: changedScopes(signIn.scopes, change.accessTokenGeneration).join(' '),
      username: account.username,
      ...(byPages ? { version: 2 } : { event_id: signIn.eventId }),
    };
    const accessToken = await this.keys.sign(
      'access',
      changedClaims(accessClaims, change.accessTokenGeneration),
    );
    // OpenID Connect Core §3.1.2.1: without the scope `openid` it is plain OAuth.
    if (byPages && !signIn.scopes.includes('openid')) return { accessToken };
    const { email_verified: verified, ...attributes } = readable(account, signIn.scopes);
    const idClaims = {
      ...attributes,
      ...(verified === undefined ? {} : { email_verified: verified === 'true' }),
      ...this.common(signIn, account, validity.idToken),
      ...this.groups.roleClaims(account),
      token_use: 'id',
      aud: client.ClientId,
      'cognito:username': account.username,
      event_id: signIn.eventId,
      ...(byPages ? { at_hash: accessTokenHash(accessToken) } : {}),
      ...(nonce === undefined ? {} : { nonce }),
    };
    const idToken = await this.keys.sign('id', changedClaims(idClaims, change.idTokenGeneration));
    return { accessToken, idToken };
  }

  /** An access token for an app client itself (RFC 6749 §4.4). It is nobody's, and isn't refreshed. */
  async issueToClient(client: Client, scopes: string[], resource?: string): Promise<string> {
    const issuedAt = Math.floor(this.context.now() / 1000);
    return this.keys.sign('access', {
      sub: client.ClientId,
      token_use: 'access',
      scope: scopes.join(' '),
      auth_time: issuedAt,
      iss: this.context.issuer,
      exp: issuedAt + lifetimesOf(client).accessToken,
      iat: issuedAt,
      version: 2,
      jti: randomUUID(),
      client_id: client.ClientId,
      ...(resource === undefined ? {} : { aud: resource }),
    });
  }

  /** The claims of one of our access tokens. @throws {CognitoError} `NotAuthorizedException` */
  async verifyAccessToken(token: string): Promise<JWTPayload> {
    try {
      const { payload } = await jwtVerify(token, this.keys.verificationKey, {
        issuer: this.context.issuer,
        algorithms: ['RS256'],
        currentDate: new Date(this.context.now()),
        requiredClaims: ['client_id', 'origin_jti', 'scope', 'username'],
      });
      return payload;
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) throw error;
      const expired = error instanceof errors.JWTExpired;
      const message = expired ? 'Access Token has expired' : 'Invalid Access Token';
      throw new CognitoError('NotAuthorizedException', message);
    }
  }

  private common(signIn: SignIn, account: Account, seconds: number): JWTPayload {
    const issuedAt = Math.floor(this.context.now() / 1000);
    return {
      sub: account.attributes['sub'],
      iss: this.context.issuer,
      ...(account.groups.length > 0 ? { 'cognito:groups': account.groups } : {}),
      auth_time: signIn.authTime,
      origin_jti: signIn.originJti,
      jti: randomUUID(),
      iat: issuedAt,
      exp: issuedAt + seconds,
    };
  }
}

const ATTRIBUTES_BY_SCOPE: Record<string, string[]> = {
  email: ['email', 'email_verified'],
  profile: ['name', 'given_name', 'family_name', 'preferred_username'],
};

/** The attributes that a token's scopes open. `openid` alone opens all that the client may read. */
export function readable(account: Account, scopes: string[]): Record<string, string> {
  const named = scopes.flatMap((scope) => ATTRIBUTES_BY_SCOPE[scope] ?? []);
  const entries = Object.entries(account.attributes).filter(
    ([name]) => named.length === 0 || name === 'sub' || named.includes(name),
  );
  return Object.fromEntries(entries);
}

function changedClaims(claims: JWTPayload, changes: Changes): JWTPayload {
  const kept = Object.entries(claims).filter(
    ([name]) => !changes?.claimsToSuppress?.includes(name),
  );
  return { ...Object.fromEntries(kept), ...changes?.claimsToAddOrOverride };
}

const changedScopes = (scopes: string[], changes: Changes): string[] =>
  [...scopes, ...(changes?.scopesToAdd ?? [])].filter(
    (scope) => !changes?.scopesToSuppress?.includes(scope),
  );

/** OpenID Connect Core §3.1.3.6: the left half of the access token's hash. */
const accessTokenHash = (accessToken: string): string =>
  createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url');
