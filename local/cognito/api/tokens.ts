import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Account } from '../account.js';
import type { Step } from '../challenges.js';
import type { Caller } from '../caller.js';
import { lifetimesOf, type Client } from '../client-settings.js';
import { CognitoError } from '../cognito-error.js';
import type { Pool } from '../pool.js';
import type { SignIn } from '../tokens.js';
import { text } from './fields.js';
import { byClient, type Operations } from './operation.js';

/** What a sign-in answers after each step. */
export async function answerTo(
  pool: Pool,
  client: Client,
  caller: Caller,
  step: Step,
): Promise<object> {
  if (step.kind === 'done') return signedIn(pool, client, step.account, caller);
  const { challenge, session, account } = step;
  const USER_ID_FOR_SRP = account.username;
  const answer = (parameters: object) => ({
    ChallengeName: challenge,
    Session: session,
    ChallengeParameters: { USER_ID_FOR_SRP, ...parameters },
  });
  switch (challenge) {
    case 'CONFIRM_SIGN_UP':
      throw new CognitoError('UserNotConfirmedException', 'User is not confirmed.');
    case 'NEW_PASSWORD_REQUIRED': {
      const { sub: _, ...attributes } = account.attributes;
      return answer({ requiredAttributes: '[]', userAttributes: JSON.stringify(attributes) });
    }
    case 'MFA_SETUP':
      return answer({ MFAS_CAN_SETUP: '["SOFTWARE_TOKEN_MFA"]' });
    case 'SOFTWARE_TOKEN_MFA':
      return answer({});
  }
}

async function signedIn(
  pool: Pool,
  client: Client,
  account: Account,
  caller: Caller,
): Promise<object> {
  await pool.triggers.postAuthentication(account, caller);
  const signIn: SignIn = {
    by: 'api',
    clientId: client.ClientId,
    username: account.username,
    scopes: ['aws.cognito.signin.user.admin'],
    authTime: Math.floor(pool.now() / 1000),
    originJti: randomUUID(),
    eventId: randomUUID(),
  };
  const refreshToken = pool.refreshTokens.issue(signIn, client);
  return result(pool, client, signIn, account, { refreshToken, metadata: caller.metadata });
}

interface Occasion {
  refreshed?: boolean;
  refreshToken?: string;
  metadata?: Record<string, string>;
}

async function result(
  pool: Pool,
  client: Client,
  signIn: SignIn,
  account: Account,
  occasion: Occasion,
) {
  const { accessToken, idToken } = await pool.tokens.issue(client, signIn, account, occasion);
  return {
    AuthenticationResult: {
      AccessToken: accessToken,
      IdToken: idToken,
      RefreshToken: occasion.refreshToken,
      ExpiresIn: lifetimesOf(client).accessToken,
      TokenType: 'Bearer',
    },
    ChallengeParameters: {},
  };
}

/**
 * New tokens for a refresh token.
 *
 * @param mayBe throws when the caller may not act for this user
 */
export async function refresh(
  pool: Pool,
  client: Client,
  { metadata }: Caller,
  token: string,
  mayBe: (username: string) => void = () => undefined,
): Promise<object> {
  if (pool.refreshTokens.wasReplaced(token)) {
    throw new CognitoError('RefreshTokenReuseException', 'Refresh token has been rotated out.');
  }
  const redeemed = pool.refreshTokens.redeem(token, client);
  const account = redeemed && pool.directory.find(redeemed.signIn.username);
  if (!account) throw new CognitoError('NotAuthorizedException', 'Invalid Refresh Token');
  pool.directory.enabled(account);
  mayBe(account.username);
  const { signIn, replacement: refreshToken } = redeemed;
  return result(pool, client, signIn, account, { refreshed: true, refreshToken, metadata });
}

/** These two take the client's secret itself. */
function checkSecret({ clientSecrets }: Pool, client: Client, given = ''): void {
  if (client.ClientSecret === undefined || clientSecrets.isGood(client, given)) return;
  const message = `Unable to verify secret for client ${client.ClientId}`;
  throw new CognitoError('NotAuthorizedException', message);
}

export const tokenOperations: Operations = {
  GetTokensFromRefreshToken: byClient(
    z.object({ RefreshToken: text(8192), ClientSecret: text(64).optional() }),
    async (pool, input, { client, caller }) => {
      checkSecret(pool, client, input.ClientSecret);
      return refresh(pool, client, caller, input.RefreshToken);
    },
  ),

  RevokeToken: byClient(
    z.object({ Token: text(8192), ClientSecret: text(64).optional() }),
    (pool, input, { client }) => {
      checkSecret(pool, client, input.ClientSecret);
      if (input.Token.split('.').length === 3) {
        throw new CognitoError('UnsupportedTokenTypeException', 'Unsupported token type.');
      }
      pool.refreshTokens.revoke(input.Token, client);
    },
  ),
};
