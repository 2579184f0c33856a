import type { IncomingMessage } from 'node:http';
import type { CallTokens, User } from '../cognito/token-set.js';
import { RequestFailed } from '../http/failures/failure.js';
import type { LiveSession } from '../session/session-records.js';

/** Who a request is from, and what calls in their name need. */
export interface SignedIn {
  readonly user: User;
  readonly session: LiveSession;
  readonly tokens: CallTokens;
}

const SIGNED_IN = Symbol('who is signed in');
type Noted = IncomingMessage & { [SIGNED_IN]?: SignedIn };

/** Notes who the request is from. For the guards of closed routes, and nobody else. */
export function noteSignedIn(request: Noted, signedIn: SignedIn): void {
  request[SIGNED_IN] = signedIn;
}

/**
 * Who the request to a closed route is from.
 *
 * @throws RequestFailed `not_signed_in` where no guard has found anybody: the route is a public one
 */
export function signedInOf(request: Noted): SignedIn {
  const signedIn = request[SIGNED_IN];
  if (!signedIn) throw new RequestFailed('not_signed_in');
  return signedIn;
}
