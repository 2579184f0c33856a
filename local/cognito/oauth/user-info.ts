import type { Request, Response } from 'express';
import { CognitoError } from '../cognito-error.js';
import { holderOf } from '../holder.js';
import type { UserPools } from '../pools.js';
import { readable } from '../tokens.js';

/** `GET` and `POST /oauth2/userInfo`: the attributes that the access token's scopes open. */
export const userInfo = (pools: UserPools) => async (request: Request, response: Response) => {
  const claims = await userInfoOf(pools, request.headers.authorization);
  if (claims) return response.json(claims);
  const description = 'The access token is expired, revoked, malformed or without openid';
  return response
    .status(401)
    .set('www-authenticate', `Bearer error="invalid_token", error_description="${description}"`)
    .json({ error: 'invalid_token', error_description: description });
};

async function userInfoOf(pools: UserPools, authorization: string | undefined) {
  const token = /^Bearer +(?<token>\S+)$/iu.exec(authorization ?? '')?.groups?.['token'];
  const pool = token === undefined ? undefined : pools.ofToken(token);
  if (token === undefined || !pool) return undefined;
  try {
    const { account, scopes } = await holderOf(pool, token);
    // Everything is text here, `email_verified` too.
    const claims = { ...readable(account, scopes), username: account.username };
    return scopes.includes('openid') ? claims : undefined;
  } catch (error) {
    if (error instanceof CognitoError) return undefined;
    throw error;
  }
}
