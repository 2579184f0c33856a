import type { IncomingMessage } from 'node:http';

/** Longer paths are nobody's but an attacker's, who needs no more of the log. */
const MAX_LENGTH = 1_024;

/** What a request asks for, to be logged: cut, and without its query, which may hold an authorization code. */
export function targetOf({ method = '', url = '' }: IncomingMessage): {
  method: string;
  path: string;
} {
  const [path = ''] = url.split('?', 1);
  return { method, path: path.slice(0, MAX_LENGTH) };
}
