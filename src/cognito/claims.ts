import jsonwebtoken from 'jsonwebtoken';
import type { IDToken, TokenEndpointResponse, TokenEndpointResponseHelpers } from 'openid-client';
import type { Config } from '../config/config.js';
import { CLOCK_TOLERANCE_SECONDS, epochSeconds } from './clock.js';
import { LoginRefused } from './login-refused.js';
import { isIdTokenSent, type SignIn, type TokenSet, type User } from './token-set.js';

type TokenAnswer = TokenEndpointResponse & TokenEndpointResponseHelpers;

/** A token's times are the provider's; one that was issued this far from now wasn't issued for us. */
const MAX_ISSUE_OFFSET_SECONDS = 300;

/**
 * Who signed in, and the tokens, by a token response whose ID token openid-client has verified. The claims are Cognito's:
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html
 *
 * @throws LoginRefused where the ID token isn't one for this client and for now (OIDC Core §3.1.3.7)
 */
export function readSignIn(answer: TokenAnswer, config: Config): SignIn {
  const claims = answer.claims();
  if (!claims || !answer.id_token) throw new LoginRefused('id_token_invalid');
  checkClaims(claims, config.cognito.clientId);
  const authTime = claims['auth_time'];
  return {
    user: userOf(claims),
    authenticatedAt: typeof authTime === 'number' ? authTime * 1000 : undefined,
    tokens: {
      ...accessOf(answer, config),
      idToken: answer.id_token,
      refreshToken: answer.refresh_token,
    },
  };
}

/**
 * The tokens in place of `previous`. An answer may have no ID token (OIDC Core §12.2) and no refresh
 * token: those from before stay.
 *
 * @throws LoginRefused as `readSignIn` does, `sub_mismatch` where the answer is about somebody else
 */
export function readRefresh(
  answer: TokenAnswer,
  config: Config,
  { previous, sub }: { previous: TokenSet; sub: string },
): TokenSet {
  const claims = answer.claims();
  if (claims) {
    if (claims.sub !== sub) throw new LoginRefused('sub_mismatch');
    checkClaims(claims, config.cognito.clientId);
  }
  return {
    ...accessOf(answer, config),
    idToken: answer.id_token ?? previous.idToken,
    refreshToken: answer.refresh_token ?? previous.refreshToken,
  };
}

function checkClaims(claims: IDToken, clientId: string): void {
  if (claims['token_use'] !== 'id') throw new LoginRefused('token_use_mismatch');
  if (claims.sub === '') throw new LoginRefused('id_token_invalid');
  const [audience, ...others] = [claims.aud].flat(); // OIDC Core §3.1.3.7: none that isn't trusted
  if (audience !== clientId || others.length > 0) throw new LoginRefused('audience_mismatch');
  // With one audience the protocol asks for none; where there is one, it names who may use the token.
  if (claims.azp !== undefined && claims.azp !== clientId) {
    throw new LoginRefused('audience_mismatch');
  }
  if (Math.abs(claims.iat - epochSeconds()) > MAX_ISSUE_OFFSET_SECONDS) {
    throw new LoginRefused('issue_time_mismatch');
  }
}

/**
 * The access token and its end: `exp` is what its verifiers go by, `expires_in` may only shorten it. Where
 * an API or the identity pool gets the ID token, whose life is set apart from the other's, it ends with
 * that too.
 */
function accessOf(
  answer: TokenAnswer,
  config: Config,
): Pick<TokenSet, 'accessToken' | 'expiresAt'> {
  const { access_token: accessToken, expires_in: seconds = Infinity } = answer;
  const { exp } = unverifiedClaims(accessToken);
  if (typeof exp !== 'number') throw new LoginRefused('access_token_invalid');
  // One that is over when it comes would be refreshed by each request, in vain. `expires_in` is in whole seconds.
  if (seconds < 1 || exp + CLOCK_TOLERANCE_SECONDS < epochSeconds()) {
    throw new LoginRefused('token_expired');
  }
  const idTokenEnd = isIdTokenSent(config) ? answer.claims()?.exp : undefined;
  const end = Math.min(exp, idTokenEnd ?? Infinity) * 1000;
  return { accessToken, expiresAt: Math.min(end, Date.now() + seconds * 1000) };
}

function userOf(claims: IDToken): User {
  const { sub } = claims;
  return {
    sub,
    username: textIn(claims, 'cognito:username') ?? sub,
    ...profileIn(claims),
    groups: groupsOf(claims),
  };
}

/**
 * What may change of a person while they are signed in, as their newest ID token says it: it was verified when
 * it came. `undefined` where it isn't a JWT.
 */
export function profileOf(idToken: string): Profile | undefined {
  const claims = unverifiedClaims(idToken);
  return 'sub' in claims ? profileIn(claims) : undefined;
}

type Profile = Pick<User, 'name' | 'email'>;

const profileIn = (claims: object): Profile => ({
  name: textIn(claims, 'name'),
  email: textIn(claims, 'email'),
});

function textIn(claims: object, name: string): string | undefined {
  const value: unknown = Reflect.get(claims, name);
  return typeof value === 'string' ? value : undefined;
}

/** What a token says, for who knows already where it comes from. Nothing, where it isn't a JWT. */
export function unverifiedClaims(token: string): object & { readonly exp?: unknown } {
  try {
    const claims = jsonwebtoken.decode(token);
    return typeof claims === 'object' && claims ? claims : {};
  } catch {
    return {}; // its parts aren't JSON
  }
}

/** Cognito's `cognito:groups`, absent where there are none. */
export function groupsOf(claims: object): string[] {
  const groups = 'cognito:groups' in claims ? claims['cognito:groups'] : [];
  return Array.isArray(groups) ? groups.filter((group) => typeof group === 'string') : [];
}
