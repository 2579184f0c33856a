import type { Config } from '../../config/config.js';
import { isAtOrBelow } from '../../config/prefix.js';

const HOME = '/';
const LOGIN = { prefix: '/auth' };

/** Where pages are, and where there are none. */
type Site = Pick<Config, 'publicUrl'> & { readonly apis: readonly { readonly prefix: string }[] };

/** So that an authorization URL that holds it, sealed, passes whatever stands before Cognito. */
const MAX_LENGTH = 2048;

/**
 * The path on our own origin that a login comes back to, or `/` where the wish is anything else.
 *
 * Parsed and compared, never matched by prefix (ASVS 5, 3.7.2): `//evil`, `/\evil` and tabs in
 * between are other origins to a browser, and `/.//evil` becomes one once its dot is resolved, so
 * that the result is parsed again as a browser will.
 */
export function safeReturnTo(wish: unknown, { publicUrl: origin, apis }: Site): string {
  if (typeof wish !== 'string' || !wish.startsWith('/')) return HOME;
  const target = URL.parse(wish, origin);
  if (!target || target.origin !== origin || isNoPage(target.pathname, apis)) return HOME;

  const path = target.pathname + target.search + target.hash; // without a bare `?`, as forms send it
  if (path.length > MAX_LENGTH) return HOME;
  const again = URL.parse(path, origin);
  return again && isSame(again, target) ? path : HOME;
}

const isSame = (one: URL, other: URL) => PARTS.every((part) => one[part] === other[part]);
const PARTS = ['origin', 'username', 'password', 'pathname', 'search', 'hash'] as const;

/**
 * The login, which would lead in circles, and the APIs, which refuse to be visited. As the router takes
 * paths: whatever their case, with a slash at the end or without.
 */
function isNoPage(pathname: string, apis: Site['apis']): boolean {
  const path = pathname.toLowerCase();
  return [LOGIN, ...apis].some(({ prefix }) => isAtOrBelow(path, prefix));
}

/** Where to sign in, and come back to `page` afterwards. */
export const loginUrl = (page: string) => `/auth/login?returnTo=${encodeURIComponent(page)}`;
