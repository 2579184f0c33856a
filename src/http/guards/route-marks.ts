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

/**
 * Marks a controller, or one of its routes.
 *
 * @throws TypeError at a second mark, which would undo the first: the product doesn't start
 */
function mark(access: Access): ClassDecorator & MethodDecorator {
  const set = SetMetadata(MARK, access);
  return (target: object, key?: string | symbol, descriptor?: PropertyDescriptor): void => {
    const marked: unknown = descriptor ? descriptor.value : target;
    if (typeof marked !== 'function') throw new TypeError('A mark is for a route or a controller');
    if (Reflect.hasOwnMetadata(MARK, marked)) {
      throw new TypeError(`${marked.name} has a mark already: one would undo the other`);
    }
    if (key !== undefined && descriptor) set(target, key, descriptor);
    else set(marked);
  };
}

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
