import { z } from 'zod';
import type { LoginParameters } from '../cognito/cognito.client.js';

/** What user names and providers' names are made of in Cognito: no blanks, no control characters. */
const NAME = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u;

/** Anything else is left out, as if it hadn't been given. */
const wellFormed = <T>(type: z.ZodType<T>) => type.optional().catch(undefined);

/**
 * The parameters that a link to the login may hand on to Cognito's pages.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
 */
export const loginParameters = z.object({
  identity_provider: wellFormed(z.string().max(32).regex(NAME)),
  login_hint: wellFormed(z.string().max(128).regex(NAME)),
  /** A language tag (RFC 5646), such as `de` or `pt-BR`. */
  lang: wellFormed(
    z
      .string()
      .max(35)
      .regex(/^[a-z]{2,3}(?:-[a-z\d]{2,8})*$/i),
  ),
  prompt: wellFormed(z.enum(['login', 'select_account'])),
}) satisfies z.ZodType<LoginParameters>;
