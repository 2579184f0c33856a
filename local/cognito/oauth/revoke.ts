import type { Request, Response } from 'express';
import { z } from 'zod';
import type { UserPools } from '../pools.js';
import { authenticate } from './client-authentication.js';

const formSchema = z.record(z.string(), z.string().max(8192));

/** `POST /oauth2/revoke` (RFC 7009), for refresh tokens only. */
export const revoke = (pools: UserPools) => (request: Request, response: Response) => {
  const refuse = (error: string) => response.status(400).json({ error });
  const form = formSchema.safeParse(request.body);
  const { token } = form.data ?? {};
  if (!form.success || token === undefined) return refuse('invalid_request');
  const party = authenticate(request, form.data, pools);
  if (!party) return refuse('invalid_client');
  // A JSON web token is an ID or an access token: refresh tokens can't be read by anyone.
  if (token.split('.').length === 3) return refuse('unsupported_token_type');
  party.pool.refreshTokens.revoke(token, party.client);
  return response.status(200).end();
};
