import { z } from 'zod';
import type { Settings } from '../settings.js';

/** An authorization request that was checked. */
export interface AuthorizationRequest {
  redirectUri: string;
  scopes: string[];
  state?: string;
  nonce?: string;
  codeChallenge?: string;
}

/** Where a browser goes whose request is refused. */
type Refused = { kind: 'refused'; location: string };
export type Checked = { kind: 'accepted'; request: AuthorizationRequest } | Refused;

const parameters = z
  .object({
    response_type: z.literal('code'),
    scope: z.string().max(1000).optional(),
    nonce: z.string().max(2000).optional(),
    // RFC 7636 §4.2: the base64url of a SHA-256 hash
    code_challenge: z
      .string()
      .regex(/^[\w-]{43}$/u)
      .optional(),
    code_challenge_method: z.literal('S256').optional(),
  })
  .refine(
    (query) => (query.code_challenge === undefined) === (query.code_challenge_method === undefined),
    { error: 'code_challenge and code_challenge_method go together', path: ['code_challenge'] },
  );

/**
 * Checks an authorization request as the authorize endpoint does. Until the redirect_uri is known
 * to be the client's own, the answer must not go there (RFC 6749 §4.1.2.1): it is an error page.
 */
export const checkAuthorizationRequest = (
  query: URLSearchParams,
  client: Settings['client'],
): Checked => {
  const clientId = query.get('client_id') ?? '';
  const redirectUri = query.get('redirect_uri') ?? '';
  if (clientId !== client.id) return errorPage('invalid_client', clientId);
  if (!client.callbackUrls.includes(redirectUri)) return errorPage('redirect_mismatch', clientId);

  const state = query.get('state') ?? undefined;
  const refuse = (error: string, description: string): Refused => ({
    kind: 'refused',
    location: withParameters(redirectUri, { error, error_description: description, state }),
  });
  const repeated = [...query.keys()].find((name) => query.getAll(name).length > 1);
  if (repeated !== undefined) return refuse('invalid_request', `${repeated} is repeated`);
  const responseType = query.get('response_type');
  if (responseType === 'token') {
    return refuse('unauthorized_client', 'the implicit grant is not allowed for this client');
  }
  const parsed = parameters.safeParse(Object.fromEntries(query));
  if (!parsed.success) {
    const names = parsed.error.issues.map((issue) => issue.path.join('.'));
    return refuse('invalid_request', `missing or malformed: ${names.join(', ')}`);
  }
  const { scope, nonce, code_challenge: codeChallenge } = parsed.data;
  const scopes = scope?.split(' ').filter(Boolean) ?? client.scopes;
  if (scopes.length === 0 || !scopes.every((name) => client.scopes.includes(name))) {
    return refuse('invalid_scope', 'invalid_scope');
  }
  return { kind: 'accepted', request: { redirectUri, scopes, state, nonce, codeChallenge } };
};

/** A URL with further query parameters; those without a value are left out. */
export const withParameters = (url: string, added: Record<string, string | undefined>): string => {
  const result = new URL(url);
  for (const [name, value] of Object.entries(added)) {
    if (value !== undefined) result.searchParams.set(name, value);
  }
  return result.href;
};

const errorPage = (error: string, clientId: string): Refused => ({
  kind: 'refused',
  location: `/error?${new URLSearchParams({ error, client_id: clientId })}`,
});
