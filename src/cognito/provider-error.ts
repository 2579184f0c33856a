import { isNativeError } from 'node:util/types';
import {
  AuthorizationResponseError,
  ClientError,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from 'openid-client';
import type { LoginRefusal } from './login-refused.js';

const CLAIM_REASONS: Record<string, LoginRefusal> = {
  nonce: 'nonce_mismatch',
  iss: 'issuer_mismatch',
  aud: 'audience_mismatch',
  azp: 'audience_mismatch',
};

/**
 * Names what went wrong between openid-client and Cognito, by its codes and types alone.
 * What isn't known to be the browser's doing or an outage is an answer that can't be trusted.
 */
export function reasonOf(error: unknown): LoginRefusal {
  if (error instanceof AuthorizationResponseError) {
    return error.error === 'access_denied' ? 'access_denied' : 'authorization_failed';
  }
  if (error instanceof ResponseBodyError) {
    if (error.status >= 500) return 'provider_unavailable';
    return error.error === 'invalid_grant' ? 'code_rejected' : 'client_rejected';
  }
  if (error instanceof WWWAuthenticateChallengeError) return 'client_rejected';
  if (isFetchFailure(error)) return 'provider_unavailable';
  return error instanceof ClientError ? reasonOfClientError(error) : 'id_token_invalid';
}

/**
 * fetch() reports a connection that failed as a bare TypeError; those of openid-client carry a code.
 * Told by name, for one from another realm is no `instanceof`, and openid-client then wraps it.
 */
function isFetchFailure(error: unknown): boolean {
  if (!isNativeError(error)) return false;
  const bare = !('code' in error) || error.code === undefined;
  return bare && (error.name === 'TypeError' || isFetchFailure(error.cause));
}

function reasonOfClientError(error: ClientError): LoginRefusal {
  switch (error.code) {
    case 'OAUTH_TIMEOUT':
    case 'OAUTH_ABORT':
      return 'provider_unavailable';
    case 'OAUTH_RESPONSE_IS_NOT_CONFORM':
    case 'OAUTH_RESPONSE_IS_NOT_JSON':
    case 'OAUTH_PARSE_ERROR':
      return error.cause instanceof Response ? 'provider_unavailable' : 'id_token_invalid';
    case 'OAUTH_JWT_CLAIM_COMPARISON_FAILED':
      return CLAIM_REASONS[claimOf(error)] ?? 'id_token_invalid';
    case 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED':
      return 'token_expired';
    case 'OAUTH_KEY_SELECTION_FAILED':
      return 'signing_key_unknown';
    case 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED':
      return 'metadata_invalid';
    default:
      return 'id_token_invalid';
  }
}

/** openid-client wraps the error of oauth4webapi, whose cause names the claim. */
function claimOf({ cause }: ClientError): string {
  const detail = cause instanceof Error ? cause.cause : undefined;
  return typeof detail === 'object' && detail && 'claim' in detail ? String(detail.claim) : '';
}
