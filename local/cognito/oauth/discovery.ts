import type { RequestHandler } from 'express';
import type { Pool } from '../pool.js';
import type { UserPools } from '../pools.js';

/** The discovery document. Browsers go to the authorize endpoint, servers to all the others. */
const discoveryDocument = ({ issuer, addresses }: Pool) => ({
  authorization_endpoint: `${addresses.browser}/oauth2/authorize`,
  end_session_endpoint: `${addresses.browser}/logout`,
  id_token_signing_alg_values_supported: ['RS256'],
  issuer,
  jwks_uri: `${issuer}/.well-known/jwks.json`,
  response_types_supported: ['code'],
  revocation_endpoint: `${addresses.server}/oauth2/revoke`,
  scopes_supported: ['openid', 'email', 'phone', 'profile'],
  subject_types_supported: ['public'],
  token_endpoint: `${addresses.server}/oauth2/token`,
  token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
  userinfo_endpoint: `${addresses.server}/oauth2/userInfo`,
});

/** `GET /POOL/.well-known/…`: the discovery document, and the keys. */
export const wellKnown =
  (pools: UserPools): RequestHandler<{ pool: string; document: string }> =>
  ({ params }, response, next) => {
    const pool = pools.find(params.pool);
    if (pool && params.document === 'openid-configuration') {
      response.json(discoveryDocument(pool));
    } else if (pool && params.document === 'jwks.json') {
      response.json(pool.keys.jwks);
    } else {
      next();
    }
  };
