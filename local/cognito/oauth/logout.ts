import type { Request, Response } from 'express';
import { endHostedSession } from '../hosted/session.js';
import type { Pool } from '../pool.js';
import type { UserPools } from '../pools.js';
import { checkAuthorizationRequest } from './authorization-request.js';
import { queryOf } from './authorize.js';

/**
 * `GET /logout`: ends the hosted session, then goes on to a registered `logout_uri`, or, given an
 * authorization request in its place, to the sign-in page. This isn't OIDC RP-initiated logout.
 */
export const logout = (pools: UserPools) => (request: Request, response: Response) => {
  const query = queryOf(request);
  const clientId = query.get('client_id') ?? '';
  const logoutUri = query.get('logout_uri');
  const party = pools.party(clientId);
  const leave = (pool: Pool, location: string) => {
    endHostedSession(pool, request, response);
    response.redirect(302, location);
  };
  if (party && logoutUri !== null && party.client.LogoutURLs.includes(logoutUri)) {
    return leave(party.pool, logoutUri);
  }
  const checked = logoutUri === null && checkAuthorizationRequest(query, pools);
  if (checked && checked.kind === 'accepted') return leave(checked.pool, `/login?${query}`);
  const error = new URLSearchParams({ error: 'logout_uri_mismatch', client_id: clientId });
  return response.redirect(302, `/error?${error}`);
};
