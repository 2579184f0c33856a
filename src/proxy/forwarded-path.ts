import { RequestFailed } from '../http/failure.js';

const PREFIX = '/api';

/**
 * What follows `/api` in a request target, byte for byte, as the path to ask the API for.
 *
 * It is judged as it came, because every hop decodes in its own way: dot segments, plain or encoded,
 * encoded slashes and backslashes could climb out of API_URL, and an absolute target (RFC 9112
 * §3.2.2) would name another host.
 *
 * @throws RequestFailed `bad_path`
 */
export function forwardedPath(target: string): string {
  const path = target.slice(PREFIX.length);
  const [pathname = ''] = path.split('?', 1);
  const segments = pathname.replaceAll(/%2e/gi, '.').split('/');
  const climbs = segments.some((segment) => segment === '.' || segment === '..');
  const hidesSlash = /%2f|%5c|\\/i.test(pathname);
  if (!target.startsWith(`${PREFIX}/`) || climbs || hidesSlash) throw new RequestFailed('bad_path');
  return path;
}
