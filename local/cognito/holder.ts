import type { Account } from './account.js';
import { CognitoError } from './cognito-error.js';
import type { Pool } from './pool.js';

/**
 * Who holds an access token, and with which scopes.
 *
 * @throws {CognitoError} `NotAuthorizedException` when it is no good, or no good any more
 */
export async function holderOf(
  { tokens, refreshTokens, directory }: Pool,
  accessToken: string,
): Promise<{ account: Account; scopes: string[] }> {
  const claims = await tokens.verifyAccessToken(accessToken);
  const account = directory.active(String(claims['username']));
  if (!account || refreshTokens.isRevoked(String(claims['origin_jti']))) {
    throw new CognitoError('NotAuthorizedException', 'Access Token has been revoked');
  }
  return { account, scopes: String(claims['scope']).split(' ') };
}
