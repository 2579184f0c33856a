import { randomBytes } from 'node:crypto';
import { parseCookie } from 'cookie';
import type { Request, Response } from 'express';
import { sameSecret } from '../same-secret.js';

const COOKIE = 'XSRF-TOKEN';

const cookieOf = (request: Request) => parseCookie(request.headers.cookie ?? '')[COOKIE];

/** The value for a form's `_csrf` field. One for the whole browser, so that tabs don't collide. */
export function csrfToken(request: Request, response: Response): string {
  const token = cookieOf(request) || randomBytes(32).toString('base64url');
  response.cookie(COOKIE, token, { httpOnly: true, sameSite: 'lax', path: '/' });
  return token;
}

/** Whether a form came from a page of ours: another site can read neither cookie nor field. */
export function isCsrfSafe(request: Request, field: unknown): boolean {
  const token = cookieOf(request);
  return Boolean(token) && sameSecret(token ?? '', String(field));
}
