import { SetMetadata } from '@nestjs/common';
import { type Group, GROUPS } from './groups.js';

/** Who may use a route. */
export type Access =
  /** Everybody. */
  | { readonly kind: 'public' }
  /** Whoever has a live session: nobody waits for a token that isn't needed. */
  | { readonly kind: 'session' }
  /** Whoever is signed in, with a token that is good; of one of these groups, where some are named. */
  | { readonly kind: 'signed-in'; readonly groups?: readonly Group[] };

const MARK = 'access';
const mark = (access: Access) => SetMetadata(MARK, access);

/** Opens a route to people who aren't signed in. */
export const Public = () => mark({ kind: 'public' });

/** Closes a route to people who aren't signed in. */
export const SignedIn = () => mark({ kind: 'signed-in' });

/** The same, but a live session is enough. */
export const NeedsNoToken = () => mark({ kind: 'session' });

/**
 * Closes a route to everybody who is in none of these groups.
 *
 * @throws TypeError where there is no such group, so that the product doesn't start
 */
export function Groups(...groups: [Group, ...Group[]]) {
  const unknown = groups.filter((group) => !GROUPS.includes(group));
  if (unknown.length > 0 || groups.length === 0) {
    throw new TypeError(
      `@Groups(${unknown.join(', ')}): name one or more of ${GROUPS.join(', ')} (http/guards/groups.ts)`,
    );
  }
  return mark({ kind: 'signed-in', groups });
}

/** What marks are kept under. Each route has one, its own or its controller's; without any it refuses everybody. */
export const ROUTE_MARK = MARK;
