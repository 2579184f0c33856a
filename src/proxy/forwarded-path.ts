import { RequestFailed } from '../http/failure.js';

const PREFIX = '/api';

/**
 * What follows `/api` in a request target, byte for byte, as the path to ask the API for.
 *
 * It is judged as it came, because every hop decodes in its own way. Dot segments, plain, encoded or
 * with a parameter (`..;x`), encoded slashes and backslashes could climb out of API_URL; an absolute
 * target (RFC 9112 §3.2.2) would name another host; a `#` or a control character may end the path
 * for one hop and not for the next.
 *
 * @throws RequestFailed `bad_path`
 */
export function forwardedPath(target: string): string {
  const path = target.slice(PREFIX.length);
  const [pathname = ''] = path.split('?', 1);
  const fits = target.startsWith(`${PREFIX}/`) && !path.includes('#') && !AMBIGUOUS.test(pathname);
  if (!fits || climbs(pathname)) throw new RequestFailed('bad_path');
  return path;
}

/** Backslashes, and escaped slashes, backslashes and control characters. */
const AMBIGUOUS = /\\|%(?:2f|5c|[01][\da-f]|7f)/i;

function climbs(pathname: string): boolean {
  if (!/\.|%2e/i.test(pathname)) return false;
  const segments = pathname.replaceAll(/%2e/gi, '.').split('/');
  return segments.some((segment) => /^\.\.?(?:;|$)/.test(segment));
}
