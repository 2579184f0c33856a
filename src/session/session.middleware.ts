import { randomBytes } from 'node:crypto';
import type { RequestHandler } from 'express';
import session from 'express-session';
import type { SessionCookie } from './session-cookie.js';
import type { SessionStore } from './session-store.js';

const ID_BYTES = 32; // 256 bits; ASVS 5, 7.2.3 asks for 128

/**
 * express-session: the cookie holds a signed random id, strangers get none, the store has the rest.
 * It keeps back a Secure cookie where `request.secure` is false; `HttpServer` says what that is.
 */
export function sessionMiddleware(cookie: SessionCookie, store: SessionStore): RequestHandler {
  return session({
    store,
    name: cookie.name,
    secret: cookie.keys,
    genid: () => randomBytes(ID_BYTES).toString('base64url'),
    cookie: cookie.options,
    resave: false,
    saveUninitialized: false,
    unset: 'keep',
  });
}
