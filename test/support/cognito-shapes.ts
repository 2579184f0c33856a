import { createHash, randomUUID } from 'node:crypto';
import type { JWTPayload } from 'jose';

/** Somebody in the user pool. */
export interface Account {
  sub: string;
  username: string;
  email: string;
  groups: string[];
}

export const alice: Account = {
  sub: '5d1f4e0a-0000-4000-8000-00000000a11c',
  username: 'alice',
  email: 'alice@example.com',
  groups: ['admins', 'users'],
};
export const bob: Account = {
  sub: '5d1f4e0a-0000-4000-8000-000000000b0b',
  username: 'bob',
  email: 'bob@example.com',
  groups: [],
};

/** What somebody allowed by signing in. Refreshed, it has no nonce. */
export interface Grant {
  person: Account;
  scope: string;
  authTime: number;
  nonce?: string | undefined;
}

interface Provider {
  origin: string;
  issuer: string;
  clientId: string;
  tokenSeconds: number;
}

/** The path that Cognito puts into its issuer. */
export const POOL = '/us-east-1_TestPool';

export const seconds = () => Math.floor(Date.now() / 1000);
export const sha256 = (value: string) => createHash('sha256').update(value).digest();

/** Cognito's discovery document: the keys lie under the issuer, all else on the hosted domain. */
export const metadata = ({ origin, issuer }: Provider) => ({
  issuer,
  authorization_endpoint: `${origin}/oauth2/authorize`,
  token_endpoint: `${origin}/oauth2/token`,
  userinfo_endpoint: `${origin}/oauth2/userInfo`,
  revocation_endpoint: `${origin}/oauth2/revoke`,
  jwks_uri: `${issuer}/.well-known/jwks.json`,
  id_token_signing_alg_values_supported: ['RS256'],
  response_types_supported: ['code', 'token'],
  scopes_supported: ['openid', 'email', 'phone', 'profile'],
  subject_types_supported: ['public'],
  token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
});

const sharedClaims = ({ issuer, tokenSeconds }: Provider, { person, authTime }: Grant) => ({
  iss: issuer,
  sub: person.sub,
  ...(person.groups.length > 0 && { 'cognito:groups': person.groups }),
  auth_time: authTime,
  iat: seconds(),
  exp: seconds() + tokenSeconds,
  jti: randomUUID(),
});

/** An access token says for which client it is in `client_id`; it has no `aud`, and no e-mail address. */
export const accessTokenClaims = (provider: Provider, grant: Grant): JWTPayload => ({
  ...sharedClaims(provider, grant),
  client_id: provider.clientId,
  token_use: 'access',
  scope: grant.scope,
  username: grant.person.username,
  version: 2,
});

export const idTokenClaims = (
  provider: Provider,
  grant: Grant,
  accessToken: string,
): JWTPayload => ({
  ...sharedClaims(provider, grant),
  aud: provider.clientId,
  token_use: 'id',
  'cognito:username': grant.person.username,
  ...(grant.person.groups.length > 0 && {
    'cognito:preferred_role': `arn:aws:iam::111122223333:role/${grant.person.groups[0]}`,
  }),
  email: grant.person.email,
  email_verified: true,
  at_hash: sha256(accessToken).subarray(0, 16).toString('base64url'),
  ...(grant.nonce !== undefined && { nonce: grant.nonce }),
});
