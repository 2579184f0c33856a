import { z } from 'zod';
import { usesHostedPages } from '../client-settings.js';
import type { Party, UserPools } from '../pools.js';
import { PROMPTS, type AuthorizationRequest } from './accepted-request.js';
import { isResource } from './resource.js';

/** Where a browser goes whose request is refused. */
type Refused = { kind: 'refused'; location: string };
export type Checked = ({ kind: 'accepted'; request: AuthorizationRequest } & Party) | Refused;

const prompt = z
  .string()
  .transform((value) => value.split(' ').filter(Boolean))
  .pipe(z.array(z.enum(PROMPTS)))
  // OpenID Connect Core §3.1.2.1: nothing goes with `none`.
  .refine((values) => !values.includes('none') || values.length === 1);

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
    resource: z.string().max(2048).refine(isResource).optional(),
    prompt: prompt.optional(),
    max_age: z
      .string()
      .regex(/^\d{1,10}$/u)
      .transform(Number)
      .optional(),
    // A hint that can't be a name of anybody's is no hint, and no reason to refuse either.
    login_hint: z.string().max(128).optional().catch(undefined),
    lang: z.string().optional(),
    identity_provider: z.string().optional(),
    idp_identifier: z.string().optional(),
  })
  .refine(
    (query) => (query.code_challenge === undefined) === (query.code_challenge_method === undefined),
    { error: 'code_challenge and code_challenge_method go together', path: ['code_challenge'] },
  );

/**
 * Checks an authorization request as the authorize endpoint does. Until the redirect_uri is known
 * to be the client's own, the answer must not go there (RFC 6749 §4.1.2.1): it is an error page.
 */
export function checkAuthorizationRequest(query: URLSearchParams, pools: UserPools): Checked {
  const clientId = query.get('client_id') ?? '';
  const redirectUri = query.get('redirect_uri') ?? '';
  const party = pools.party(clientId);
  if (!party) return errorPage('invalid_client', clientId);
  const { client } = party;
  if (!client.CallbackURLs.includes(redirectUri)) return errorPage('redirect_mismatch', clientId);

  const state = query.get('state') ?? undefined;
  const refuse = (error: string, description: string): Refused => ({
    kind: 'refused',
    location: refusal({ redirectUri, state }, error, description),
  });
  const repeated = [...query.keys()].find((name) => query.getAll(name).length > 1);
  if (repeated !== undefined) return refuse('invalid_request', `${repeated} is repeated`);
  if (!usesHostedPages(client)) {
    return refuse('unauthorized_client', 'the code grant is not allowed for this client');
  }
  const responseType = query.get('response_type');
  if (responseType === 'token') {
    return refuse('unauthorized_client', 'the implicit grant is not allowed for this client');
  }
  // RFC 6749 §3.1: a parameter without a value counts as left out.
  const given = [...query].filter(([, value]) => value !== '');
  const parsed = parameters.safeParse(Object.fromEntries(given));
  if (!parsed.success) {
    const names = new Set(parsed.error.issues.map((issue) => String(issue.path[0])));
    return refuse('invalid_request', `missing or malformed: ${[...names].join(', ')}`);
  }
  const { scope, nonce, code_challenge: codeChallenge, resource, lang } = parsed.data;
  const allowed = client.AllowedOAuthScopes;
  const scopes = scope?.split(' ').filter(Boolean) ?? allowed;
  if (scopes.length === 0 || !scopes.every((name) => allowed.includes(name))) {
    return refuse('invalid_scope', 'invalid_scope');
  }
  const { max_age: maxAge, login_hint: loginHint, idp_identifier: identifier } = parsed.data;
  // `COGNITO` is the pool itself, which has no other providers.
  const { identity_provider: provider = 'COGNITO' } = parsed.data;
  return {
    kind: 'accepted',
    ...party,
    request: {
      clientId,
      redirectUri,
      scopes,
      state,
      nonce,
      codeChallenge,
      resource,
      prompt: parsed.data.prompt ?? [],
      maxAge,
      loginHint,
      lang,
      isElsewhere: provider !== 'COGNITO' || identifier !== undefined,
    },
  };
}

/** The callback with an error (RFC 6749 §4.1.2.1). */
export const refusal = (
  { redirectUri, state }: Pick<AuthorizationRequest, 'redirectUri' | 'state'>,
  error: string,
  description?: string,
): string => withParameters(redirectUri, { error, error_description: description, state });

/** A URL with further query parameters; those without a value are left out. */
export function withParameters(url: string, added: Record<string, string | undefined>): string {
  const result = new URL(url);
  for (const [name, value] of Object.entries(added)) {
    if (value !== undefined) result.searchParams.set(name, value);
  }
  return result.href;
}

const errorPage = (error: string, clientId: string): Refused => ({
  kind: 'refused',
  location: `/error?${new URLSearchParams({ error, client_id: clientId })}`,
});
