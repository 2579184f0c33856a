import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload } from 'jose';

export interface AuthorizerOptions {
  /** The pool: `https://cognito-idp.REGION.amazonaws.com/POOL`. Its hosted domain is none. */
  issuer: string;
  /** Compared with `aud`, and with `client_id` where a token has no `aud`. */
  audience: string[];
  now: () => number;
}

type Decision =
  | { kind: 'allowed'; claims: JWTPayload; scopes: string[] }
  | { kind: 'refused'; status: 401 | 403; challenge: string };

export type Authorizer = (
  authorization: string | undefined,
  requiredScopes: string[],
) => Promise<Decision>;

/**
 * The JWT authorizer of an HTTP API (API Gateway: "Control access to HTTP APIs with JWT
 * authorizers"). The identity source is the Authorization header, the raw token or `Bearer …`.
 */
export function createAuthorizer({ issuer, audience, now }: AuthorizerOptions): Authorizer {
  const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`));

  const verify = async (token: string): Promise<JWTPayload> => {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      algorithms: ['RS256', 'RS384', 'RS512'], // RSA only, as in API Gateway
      currentDate: new Date(now()),
      requiredClaims: ['exp'],
    });
    if (payload.iat !== undefined && payload.iat * 1000 > now()) {
      throw new errors.JWTClaimValidationFailed('token is from the future', payload, 'iat');
    }
    const presented = payload.aud ?? payload['client_id'];
    if (![presented].flat().some((one) => typeof one === 'string' && audience.includes(one))) {
      throw new errors.JWTClaimValidationFailed('invalid audience', payload, 'aud');
    }
    return payload;
  };

  return async (authorization, requiredScopes) => {
    const wanted = `Bearer scope="${requiredScopes.join(' ')}"`;
    const token = authorization?.replace(/^Bearer(?: +|$)/iu, '').trim() ?? '';
    if (token === '') return { kind: 'refused', status: 401, challenge: 'Bearer' };
    try {
      const claims = await verify(token);
      const scopes = scopesOf(claims);
      if (requiredScopes.length > 0 && !requiredScopes.some((scope) => scopes.includes(scope))) {
        const reason = 'the token does not have any of the required scopes';
        const challenge = `${wanted} error="insufficient_scope" error_description="${reason}"`;
        return { kind: 'refused', status: 403, challenge };
      }
      return { kind: 'allowed', claims, scopes };
    } catch (error) {
      const challenge = `${wanted} error="invalid_token" error_description="${reasonOf(error)}"`;
      return { kind: 'refused', status: 401, challenge };
    }
  };
}

const scopesOf = (claims: JWTPayload): string[] =>
  [claims['scope'] ?? claims['scp'] ?? []]
    .flat()
    .flatMap((scope) => (typeof scope === 'string' ? scope.split(' ') : []))
    .filter(Boolean);

const REASONS = new Map([
  ['ERR_JWT_EXPIRED', 'the token has expired'],
  ['ERR_JWS_SIGNATURE_VERIFICATION_FAILED', 'the signature is invalid'],
  ['ERR_JOSE_ALG_NOT_ALLOWED', 'the signing method is invalid'],
  ['ERR_JWKS_NO_MATCHING_KEY', 'the signing key is unknown'],
  ['ERR_JWT_CLAIM_VALIDATION_FAILED', 'a claim of the token is invalid'],
]);

function reasonOf(error: unknown): string {
  if (!(error instanceof errors.JOSEError)) return 'the keys of the issuer cannot be fetched';
  if (error instanceof errors.JWTClaimValidationFailed)
    return `the claim ${error.claim} is invalid`;
  return REASONS.get(error.code) ?? 'the token is malformed';
}
