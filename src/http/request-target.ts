import type { Request } from 'express';

/** What a request asks for, to be logged: without its query, which may hold an authorization code. */
export function targetOf({ method, originalUrl }: Request): { method: string; path: string } {
  const [path = ''] = originalUrl.split('?', 1);
  return { method, path };
}
