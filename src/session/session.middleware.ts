import { createSecretKey, randomBytes } from 'node:crypto';
import type { CookieOptions, RequestHandler } from 'express';
import session from 'express-session';
import type { Config } from '../config/config.js';
import type { SessionStore } from './session-store.js';

const ID_BYTES = 32; // 256 bits; ASVS 5, 7.2.3 asks for 128

/** The prefix makes browsers refuse the cookie without Secure, with a Domain, or from http (RFC 6265bis §4.1.3). */
export const cookieName = ({ https }: Config) => (https ? '__Host-session' : 'session');

/** Lax and not Strict: with Strict, whoever comes back from Cognito or out of a mail arrives signed out. */
export const cookieOptions = ({ https, session: { maxMs } }: Config) =>
  ({
    httpOnly: true,
    secure: https,
    sameSite: 'lax',
    path: '/',
    maxAge: maxMs,
  }) as const satisfies CookieOptions;

/**
 * express-session: the cookie holds a signed random id, strangers get none, the store has the rest.
 * It keeps back a Secure cookie where `request.secure` is false; `HttpServer` says what that is.
 */
export function sessionMiddleware(config: Config, store: SessionStore): RequestHandler {
  return session({
    store,
    name: cookieName(config),
    secret: config.session.secrets.map((secret) => createSecretKey(secret.reveal(), 'utf8')),
    genid: () => randomBytes(ID_BYTES).toString('base64url'),
    cookie: cookieOptions(config),
    resave: false,
    saveUninitialized: false,
    unset: 'keep',
  });
}
