import type { Request, Response } from 'express';
import { redirectWithCode, usableSession } from '../hosted/session.js';
import type { UserPools } from '../pools.js';
import { checkAuthorizationRequest, refusal } from './authorization-request.js';

/** The parameters of a URL, as they were sent. */
export const queryOf = (request: Request): URLSearchParams =>
  new URLSearchParams(request.originalUrl.split('?').slice(1).join('?'));

/**
 * `GET /oauth2/authorize`: to the sign-in page, or straight back where someone is signed in and that
 * is enough. `prompt=none` never sees a page, `select_account` always one, and `consent` means
 * nothing to people of the pool itself: it is for other identity providers.
 */
export const authorize = (pools: UserPools) => async (request: Request, response: Response) => {
  const query = queryOf(request);
  const checked = checkAuthorizationRequest(query, pools);
  if (checked.kind === 'refused') return response.redirect(302, checked.location);
  const { pool } = checked;
  const signedIn = usableSession(pool, request, checked.request);
  const { prompt } = checked.request;
  if (signedIn && prompt.includes('select_account')) {
    return response.redirect(302, `/selectAccount?${query}`);
  }
  if (signedIn) return redirectWithCode(pool, checked.request, signedIn, response);
  if (prompt.includes('none')) {
    return response.redirect(302, refusal(checked.request, 'login_required'));
  }
  return response.redirect(302, `/login?${query}`);
};
