import { CognitoError } from '../cognito-error.js';

/** One page of a list, and the token for the next. A limit of 0 means as many as there may be. */
export function page<T>(all: T[], limit: number, token?: string): { items: T[]; next?: string } {
  const start = token === undefined ? 0 : Number(Buffer.from(token, 'base64url').toString());
  if (token !== undefined && tokenOf(start) !== token) {
    throw new CognitoError('InvalidParameterException', 'Invalid pagination token.');
  }
  const end = start + (limit || 60);
  const items = all.slice(start, end);
  return end < all.length ? { items, next: tokenOf(end) } : { items };
}

const tokenOf = (start: number): string => Buffer.from(String(start)).toString('base64url');
