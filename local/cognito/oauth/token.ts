import { createHash, randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Account } from '../account.js';
import { CognitoError } from '../cognito-error.js';
import { lifetimesOf } from '../client-settings.js';
import type { Party, UserPools } from '../pools.js';
import type { SignIn } from '../tokens.js';
import type { TokenChanges } from '../triggers.js';
import { isResource } from './resource.js';
import { authenticate } from './client-authentication.js';

type Form = Record<string, string>;
interface Grant {
  signIn: SignIn;
  nonce?: string;
  changes?: TokenChanges;
  refreshed?: boolean;
  /** A refresh token to hand out, where there is a new one. */
  refreshToken?: string;
}
type Refusal = 'invalid_request' | 'invalid_grant' | 'invalid_target';
type GrantHandler = (party: Party, form: Form) => Grant | Refusal;

const formSchema = z.record(z.string(), z.string().max(8192));

/** `POST /oauth2/token`. Refusals are 400 with the error's code and, but for a trigger's, nothing else. */
export const token = (pools: UserPools) => async (request: Request, response: Response) => {
  response.set('cache-control', 'no-store');
  const refuse = (error: string, error_description?: string) =>
    response.status(400).json({ error, error_description });
  const form = formSchema.safeParse(request.body); // fails on repeated parameters too
  if (!form.success) return refuse('invalid_request');
  const party = authenticate(request, form.data, pools);
  if (!party) return refuse('invalid_client');
  const { grant_type: type } = form.data;
  if (type === undefined) return refuse('invalid_request');
  if (type === 'client_credentials') {
    const issued = await issueToClient(party, form.data);
    return typeof issued === 'string' ? refuse(issued) : response.json(issued);
  }
  const handler = grants.get(type);
  if (!handler) return refuse('unsupported_grant_type');
  const grant = handler(party, form.data);
  if (typeof grant === 'string') return refuse(grant);
  const account = party.pool.directory.active(grant.signIn.username);
  if (!account) return refuse('invalid_grant');
  const tokens = await issue(party, grant, account);
  if (tokens instanceof CognitoError) return refuse('invalid_grant', tokens.message);
  return response.json({
    id_token: tokens.idToken,
    access_token: tokens.accessToken,
    refresh_token: grant.refreshToken,
    expires_in: lifetimesOf(party.client).accessToken,
    token_type: 'Bearer',
  });
};

/** The tokens, or what the pre-token-generation trigger has against them. */
async function issue({ pool, client }: Party, grant: Grant, account: Account) {
  try {
    return await pool.tokens.issue(client, grant.signIn, account, grant);
  } catch (error) {
    if (error instanceof CognitoError) return error;
    throw error;
  }
}

const authorizationCode: GrantHandler = ({ pool, client }, form) => {
  const { code, redirect_uri: redirectUri, code_verifier: verifier } = form;
  if (code === undefined || redirectUri === undefined) return 'invalid_request';
  // Taken before it is checked: a failed exchange uses the code up as well.
  const authorization = pool.codes.take(code);
  if (!authorization) return 'invalid_grant';
  const { request, signedIn, changes } = authorization;
  if (request.clientId !== client.ClientId) return 'invalid_grant';
  if (redirectUri !== request.redirectUri) return 'invalid_grant';
  if (!verifies(verifier, request.codeChallenge)) return 'invalid_grant';
  if (!isBoundTo(request.resource, form)) return 'invalid_target';
  const signIn: SignIn = {
    ...signedIn,
    by: 'pages',
    clientId: client.ClientId,
    scopes: request.scopes,
    resource: request.resource,
    originJti: randomUUID(),
    eventId: randomUUID(),
  };
  const refreshToken = pool.refreshTokens.issue(signIn, client);
  return { signIn, changes, nonce: request.nonce, refreshToken };
};

const refreshToken: GrantHandler = ({ pool, client }, form) => {
  const { refresh_token: given } = form;
  if (given === undefined) return 'invalid_request';
  const signIn = pool.refreshTokens.signInOf(given, client);
  // Judged before the token is used, so that it lives on.
  if (signIn && !isBoundTo(signIn.resource, form)) return 'invalid_target';
  const redeemed = pool.refreshTokens.redeem(given, client);
  if (!redeemed) return 'invalid_grant';
  // OpenID Connect Core §12.2: a refreshed ID token has no nonce.
  return { signIn: redeemed.signIn, refreshed: true, refreshToken: redeemed.replacement };
};

/** RFC 6749 §4.4: an access token and nothing else. */
async function issueToClient({ pool, client }: Party, { scope, resource }: Form) {
  if (!client.AllowedOAuthFlows.includes('client_credentials')) return 'unauthorized_client';
  if (resource !== undefined && !isResource(resource)) return 'invalid_request';
  const allowed = client.AllowedOAuthScopes;
  const scopes = scope?.split(' ').filter(Boolean) ?? allowed;
  if (scopes.length === 0 || !scopes.every((one) => allowed.includes(one))) return 'invalid_scope';
  return {
    access_token: await pool.tokens.issueToClient(client, scopes, resource),
    expires_in: lifetimesOf(client).accessToken,
    token_type: 'Bearer',
  };
}

/** RFC 8707 §2.2: at the token endpoint, a resource can only be named again, not chosen. */
const isBoundTo = (resource: string | undefined, { resource: wanted = '' }: Form): boolean =>
  wanted === '' || wanted === resource;

const grants = new Map([
  ['authorization_code', authorizationCode],
  ['refresh_token', refreshToken],
]);

/** RFC 7636 §4.6. PKCE is optional to Cognito: without a challenge there is nothing to prove. */
const verifies = (verifier: string | undefined, challenge: string | undefined): boolean =>
  challenge === undefined ||
  (verifier !== undefined &&
    createHash('sha256').update(verifier).digest('base64url') === challenge);
