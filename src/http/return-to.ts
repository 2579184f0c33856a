const HOME = '/';

/**
 * The path on our own origin that a login comes back to, or `/` where the wish is anything else.
 *
 * Parsed and compared, never matched by prefix (ASVS 5, 3.7.2): `//evil`, `/\evil` and tabs in
 * between are other origins to a browser, and `/.//evil` becomes one once its dot is resolved, so
 * that the result is parsed again as a browser will. The login's own routes would lead in circles.
 */
export function safeReturnTo(wish: unknown, origin: string): string {
  if (typeof wish !== 'string' || !wish.startsWith('/')) return HOME;
  const target = URL.parse(wish, origin);
  if (!target || target.origin !== origin) return HOME;
  if (target.pathname.startsWith('/auth/')) return HOME;

  const path = target.pathname + target.search + target.hash;
  return URL.parse(path, origin)?.href === target.href ? path : HOME;
}

/** Where to sign in, and come back to `page` afterwards. */
export const loginUrl = (page: string) => `/auth/login?returnTo=${encodeURIComponent(page)}`;
