import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Account } from '../account.js';
import type { Step } from '../challenges.js';
import { CognitoError } from '../cognito-error.js';
import type { Pool } from '../pool.js';
import { sameSecret } from '../same-secret.js';
import type { SignIn } from '../tokens.js';
import { text } from './fields.js';
import { byClient, type Operations } from './operation.js';

/** What a sign-in answers after each step. */
export const answerTo = async (pool: Pool, step: Step): Promise<object> => {
  if (step.kind === 'done') return signedIn(pool, step.account);
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
};

const signedIn = async (pool: Pool, account: Account): Promise<object> => {
  const signIn: SignIn = {
    by: 'api',
    username: account.username,
    scopes: ['aws.cognito.signin.user.admin'],
    authTime: Math.floor(pool.now() / 1000),
    originJti: randomUUID(),
    eventId: randomUUID(),
  };
  return result(pool, signIn, account, { refreshToken: pool.refreshTokens.issue(signIn) });
};

interface Occasion {
  refreshed?: boolean;
  refreshToken?: string;
}

const result = async (pool: Pool, signIn: SignIn, account: Account, occasion: Occasion) => {
  const { accessToken, idToken } = await pool.tokens.issue(signIn, account, occasion);
  return {
    AuthenticationResult: {
      AccessToken: accessToken,
      IdToken: idToken,
      RefreshToken: occasion.refreshToken,
      ExpiresIn: pool.settings.validity.accessToken,
      TokenType: 'Bearer',
    },
    ChallengeParameters: {},
  };
};

/**
 * New tokens for a refresh token.
 *
 * @param mayBe throws when the caller may not act for this user
 */
export const refresh = async (
  pool: Pool,
  token: string,
  mayBe: (username: string) => void = () => undefined,
): Promise<object> => {
  if (pool.refreshTokens.wasReplaced(token)) {
    throw new CognitoError('RefreshTokenReuseException', 'Refresh token has been rotated out.');
  }
  const redeemed = pool.refreshTokens.redeem(token);
  const account = redeemed && pool.directory.find(redeemed.signIn.username);
  if (!account) throw new CognitoError('NotAuthorizedException', 'Invalid Refresh Token');
  pool.directory.enabled(account);
  mayBe(account.username);
  const { signIn, replacement: refreshToken } = redeemed;
  return result(pool, signIn, account, { refreshed: true, refreshToken });
};

/** These two take the client's secret itself. */
const checkSecret = ({ settings }: Pool, given = ''): void => {
  const { id, secret } = settings.client;
  if (secret === '' || sameSecret(given, secret)) return;
  const message = `Unable to verify secret for client ${id}`;
  throw new CognitoError('NotAuthorizedException', message);
};

export const tokenOperations: Operations = {
  GetTokensFromRefreshToken: byClient(
    z.object({ RefreshToken: text(8192), ClientSecret: text(64).optional() }),
    async (pool, input) => {
      checkSecret(pool, input.ClientSecret);
      return refresh(pool, input.RefreshToken);
    },
  ),

  RevokeToken: byClient(
    z.object({ Token: text(8192), ClientSecret: text(64).optional() }),
    (pool, input) => {
      checkSecret(pool, input.ClientSecret);
      if (input.Token.split('.').length === 3) {
        throw new CognitoError('UnsupportedTokenTypeException', 'Unsupported token type.');
      }
      pool.refreshTokens.revoke(input.Token);
    },
  ),
};
