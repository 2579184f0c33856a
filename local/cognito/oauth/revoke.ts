import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Pool } from '../pool.js';
import { isAuthenticated } from './client-authentication.js';

const formSchema = z.looseObject({ token: z.string().max(8192) });

/** `POST /oauth2/revoke` (RFC 7009), for refresh tokens only. */
export const revoke = (pool: Pool) => (request: Request, response: Response) => {
  const refuse = (error: string) => response.status(400).json({ error });
  const form = formSchema.safeParse(request.body);
  if (!form.success) return refuse('invalid_request');
  if (!isAuthenticated(request, form.data, pool)) return refuse('invalid_client');
  // A JSON web token is an ID or an access token: refresh tokens can't be read by anyone.
  if (form.data.token.split('.').length === 3) return refuse('unsupported_token_type');
  pool.refreshTokens.revoke(form.data.token);
  return response.status(200).end();
};
