import { DIRECTORY_REFUSALS } from '../../cognito/directory-refusals.js';
import { RETRY_AFTER } from '../../cognito/provider-error.js';
import type { DirectoryAnswer } from '../../cognito/user-directory.js';
import { RequestFailed } from '../../http/failures/failure.js';
import type { Outcome } from './admin-changes.js';

type Reason = Extract<Outcome, { readonly kind: 'refused' }>['reason'];

/** Why a change wasn't made, and what to do. */
export const CHANGE_REFUSALS: Readonly<Record<Reason, string>> = {
  ...DIRECTORY_REFUSALS,
  last_admin:
    'Nobody else could administrate then: this is the last enabled administrator. Make somebody else one first.',
  others_first:
    'Others are changing who administrates at this moment, and nothing was done. Try again.',
  not_everywhere:
    'Some sessions may not have ended, here or at Cognito. Try again in a moment: it does no harm.',
};

/**
 * What a page can't do without.
 *
 * @throws RequestFailed `user_gone`, `provider_unavailable`
 */
export function needed<Value>(answer: DirectoryAnswer<Value>): Value {
  if (answer.kind === 'done') return answer.value;
  if (answer.reason === 'user_gone') throw new RequestFailed('user_gone');
  const cause = new Error(answer.reason);
  throw new RequestFailed('provider_unavailable', { cause, retryAfter: RETRY_AFTER });
}
