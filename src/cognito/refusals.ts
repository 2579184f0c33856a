import { LoginRefused, type LoginRefusal } from './login-refused.js';
import {
  reasonOf,
  reasonOfAuthorizationError,
  retryAfterOf,
  wordsIn,
  wordsOf,
} from './provider-error.js';

/** Throws what went wrong with Cognito as a login that is refused, with a reason of its own. */
export function refuse(error: unknown): never {
  if (error instanceof LoginRefused) throw error;
  const reason = reasonOf(error);
  throw new LoginRefused(reason, {
    cause: error,
    words: wordsIn(error),
    ...(isTemporary(reason) && { retryAfter: retryAfterOf(error) }),
  });
}

/**
 * Why Cognito sent the browser back without a code. Where that belongs to an attempt of ours, its own
 * words may be shown: otherwise they may be those of whoever made the link.
 */
export function authorizationRefused(
  error: string,
  description: unknown,
  whose: 'ours' | 'anybody’s',
): LoginRefused {
  const reason = reasonOfAuthorizationError(error);
  const words = wordsOf(error, description);
  return new LoginRefused(reason, {
    words,
    ...(whose === 'ours' && { quote: words.errorDescription }),
    ...(isTemporary(reason) && { retryAfter: retryAfterOf(undefined) }),
  });
}

const isTemporary = (reason: LoginRefusal) => reason === 'provider_unavailable';
