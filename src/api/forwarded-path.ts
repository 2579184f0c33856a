import { RequestFailed } from '../http/failures/failure.js';
import { readingsOf } from './path-readings.js';

/**
 * What follows the API's prefix in a request target, byte for byte, as the path to ask it for.
 *
 * An absolute target (RFC 9112 §3.2.2) would name another host, and a `#` ends the path for one hop
 * and not for the next. What else a hop might see in it, `readingsOf` judges.
 *
 * @throws RequestFailed `bad_path`
 */
export function forwardedPath(target: string, prefix: string): string {
  if (!target.startsWith(`${prefix}/`) || target.includes('#')) throw new RequestFailed('bad_path');
  const path = target.slice(prefix.length);
  readingsOf(pathnameOf(path));
  return path;
}

/** A path without its query. */
export function pathnameOf(path: string): string {
  const query = path.indexOf('?');
  return query === -1 ? path : path.slice(0, query);
}
