import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { parseCookie } from 'cookie';
import type { CookieOptions, Request } from 'express';
import type { Config } from '../config/config.js';
import { keyFor } from './keys.js';

const DAY_MS = 86_400_000;
const SIGNED = 's:'; // how express-session marks a signed value

/** The prefix makes browsers refuse the cookie without Secure, with a Domain, or from http (RFC 6265bis §4.1.3). */
export const cookieName = ({ https }: Config) => (https ? '__Host-session' : 'session');

/**
 * Lax and not Strict: with Strict, whoever comes back from Cognito or out of a mail arrives signed out.
 * It outlives its session by a day and opens nothing then, but tells a browser whose session has ended
 * by itself from a stranger's.
 */
export const cookieOptions = ({ https, session: { maxMs } }: Config) =>
  ({
    httpOnly: true,
    secure: https,
    sameSite: 'lax',
    path: '/',
    maxAge: maxMs + DAY_MS,
  }) as const satisfies CookieOptions;

/** What the cookie is signed with: the first signs, all verify. */
export const cookieKeys = ({ session: { secrets } }: Config): KeyObject[] =>
  secrets.map((secret) => createSecretKey(keyFor('cookie', secret)));

/** Whether the browser shows a cookie that we signed, for a session that lives or has ended. */
export function showsOurCookie({ headers }: Request, config: Config, keys: KeyObject[]): boolean {
  const value = parseCookie(headers.cookie ?? '')[cookieName(config)];
  const end = value?.lastIndexOf('.') ?? -1;
  if (value === undefined || end < 0 || !value.startsWith(SIGNED)) return false;
  const id = value.slice(SIGNED.length, end);
  const given = Buffer.from(value.slice(end + 1));
  return keys.some((key) => {
    const ours = Buffer.from(signatureOf(id, key));
    return given.length === ours.length && timingSafeEqual(given, ours);
  });
}

/** As express-session signs: base64 without its padding. */
const signatureOf = (id: string, key: KeyObject): string =>
  createHmac('sha256', key).update(id).digest('base64').replace(/=+$/, '');
