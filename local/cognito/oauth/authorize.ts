import type { Request, Response } from 'express';
import { hostedSession, redirectWithCode } from '../hosted/session.js';
import type { Pool } from '../pool.js';
import { checkAuthorizationRequest } from './authorization-request.js';

/** The parameters of a URL, as they were sent. */
export const queryOf = (request: Request): URLSearchParams =>
  new URLSearchParams(request.originalUrl.split('?').slice(1).join('?'));

/** `GET /oauth2/authorize`: to the sign-in page, or straight back where someone is signed in. */
export const authorize = (pool: Pool) => (request: Request, response: Response) => {
  const query = queryOf(request);
  const checked = checkAuthorizationRequest(query, pool.settings.client);
  if (checked.kind === 'refused') return response.redirect(302, checked.location);
  const signedIn = hostedSession(pool, request);
  if (signedIn) return redirectWithCode(pool, checked.request, signedIn, response);
  return response.redirect(302, `/login?${query}`);
};
