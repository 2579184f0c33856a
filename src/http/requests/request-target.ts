import type { Request } from 'express';

/** Longer paths are nobody's but an attacker's, who needs no more of the log. */
const MAX_LENGTH = 1_024;

/** What a request asks for, to be logged: cut, and without its query, which may hold an authorization code. */
export function targetOf({ method, originalUrl }: Request): { method: string; path: string } {
  const [path = ''] = originalUrl.split('?', 1);
  return { method, path: path.slice(0, MAX_LENGTH) };
}
