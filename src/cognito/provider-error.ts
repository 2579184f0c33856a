import { isNativeError } from 'node:util/types';
import { ClientError, ResponseBodyError, WWWAuthenticateChallengeError } from 'openid-client';
import { cleaned } from '../telemetry/cleaned.js';
import type { LoginRefusal, ProviderWords } from './login-refused.js';
import { AnswerTooLong } from './provider-connection.js';

/** When Cognito may be asked again where it says nothing of that; in seconds. */
export const RETRY_AFTER = 5;
const MAX_RETRY_AFTER = 300; // whatever it says
const MAX_WORDS_LENGTH = 256;

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
  if (error instanceof ResponseBodyError) {
    if (error.status >= 500 || error.status === 429) return 'provider_unavailable';
    return error.error === 'invalid_grant' ? 'code_rejected' : 'client_rejected';
  }
  if (error instanceof WWWAuthenticateChallengeError) return 'client_rejected';
  if (isTooLong(error)) return 'answer_too_long';
  if (isFetchFailure(error)) return 'provider_unavailable';
  return error instanceof ClientError ? reasonOfClientError(error) : 'id_token_invalid';
}

/**
 * Whether it concerns all sessions that Cognito couldn't serve one. Its answer about one person, whom a
 * trigger refuses, say, is no reason to leave the others without.
 */
export function concernsAll(reason: LoginRefusal, error: unknown): boolean {
  return (
    reason === 'provider_unavailable' ||
    reason === 'metadata_invalid' ||
    (reason === 'client_rejected' && statusOf(error) === 401)
  );
}

const statusOf = (error: unknown): number | undefined =>
  error instanceof ResponseBodyError || error instanceof WWWAuthenticateChallengeError
    ? error.status
    : undefined;

/**
 * fetch() reports a connection that failed as a bare TypeError; those of openid-client carry a code.
 * Told by name, for one from another realm is no `instanceof`, and openid-client then wraps it.
 */
function isFetchFailure(error: unknown): boolean {
  if (!isNativeError(error)) return false;
  const bare = !('code' in error) || error.code === undefined;
  return bare && (error.name === 'TypeError' || isFetchFailure(error.cause));
}

const isTooLong = (error: unknown): boolean =>
  error instanceof AnswerTooLong || (error instanceof Error && isTooLong(error.cause));

function reasonOfClientError(error: ClientError): LoginRefusal {
  switch (error.code) {
    case 'OAUTH_TIMEOUT':
    case 'OAUTH_ABORT':
      return 'provider_unavailable';
    case 'OAUTH_RESPONSE_IS_NOT_CONFORM':
    case 'OAUTH_RESPONSE_IS_NOT_JSON':
    case 'OAUTH_PARSE_ERROR':
      return error.cause instanceof Response ? 'provider_unavailable' : 'id_token_invalid';
    case 'OAUTH_INVALID_RESPONSE':
      return 'signature' in detailOf(error) ? 'signature_invalid' : 'id_token_invalid';
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

const claimOf = (error: ClientError): string => String(detailOf(error).claim);

/** openid-client wraps the error of oauth4webapi, whose cause says more. */
function detailOf({ cause }: ClientError): { readonly claim?: unknown } {
  const detail = cause instanceof Error ? cause.cause : undefined;
  return typeof detail === 'object' && detail ? detail : {};
}

/** Why the authorization endpoint sent the browser back without a code (RFC 6749 §4.1.2.1). */
export function reasonOfAuthorizationError(error: string): LoginRefusal {
  switch (error) {
    case 'access_denied':
      return 'access_denied';
    case 'temporarily_unavailable':
      return 'provider_unavailable';
    default:
      return 'authorization_failed';
  }
}

/** What the provider itself says, fit for a log line and a page. */
export function wordsOf(error: unknown, description: unknown): ProviderWords {
  return {
    error: cleaned(error, MAX_WORDS_LENGTH),
    errorDescription: cleaned(description, MAX_WORDS_LENGTH),
  };
}

/** The same of an error of the token endpoint (RFC 6749 §5.2). */
export const wordsIn = (error: unknown): ProviderWords =>
  error instanceof ResponseBodyError ? wordsOf(error.error, error.error_description) : {};

/** When to ask again, in seconds: by `Retry-After` (RFC 9110 §10.2.3), where the provider sent one. */
export function retryAfterOf(error: unknown): number {
  const text = responseOf(error)?.headers.get('retry-after') ?? '';
  const seconds = /^\d+$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1000;
  if (!(seconds > 0)) return RETRY_AFTER; // nor where it can't be read
  return Math.ceil(Math.min(seconds, MAX_RETRY_AFTER));
}

function responseOf(error: unknown): Response | undefined {
  if (error instanceof ResponseBodyError || error instanceof WWWAuthenticateChallengeError) {
    return error.response;
  }
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Response ? cause : undefined;
}
