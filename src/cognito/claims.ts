import type { IDToken, TokenEndpointResponse, TokenEndpointResponseHelpers } from 'openid-client';
import { LoginRefused } from './login-refused.js';
import type { SignIn, User } from './token-set.js';

type TokenAnswer = TokenEndpointResponse & TokenEndpointResponseHelpers;

/** The claims are Cognito's: https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html */
export function readSignIn(answer: TokenAnswer): SignIn {
  const claims = answer.claims();
  if (!claims || !answer.id_token) throw new LoginRefused('id_token_invalid');
  if (claims['token_use'] !== 'id') throw new LoginRefused('token_use_mismatch');
  return {
    user: userOf(claims),
    tokens: {
      accessToken: answer.access_token,
      idToken: answer.id_token,
      refreshToken: answer.refresh_token,
      expiresAt: Date.now() + (answer.expiresIn() ?? 0) * 1000,
    },
  };
}

function userOf(claims: IDToken): User {
  const { sub, email } = claims;
  const username = claims['cognito:username'];
  return {
    sub,
    username: typeof username === 'string' ? username : sub,
    email: typeof email === 'string' ? email : undefined,
    groups: groupsOf(claims),
  };
}

/** Cognito's `cognito:groups`, absent where there are none. */
export function groupsOf(claims: object): string[] {
  const groups = 'cognito:groups' in claims ? claims['cognito:groups'] : [];
  return Array.isArray(groups) ? groups.filter((group) => typeof group === 'string') : [];
}
