import { parseCookie } from 'cookie';
import type { Request, Response } from 'express';
import type { Account } from '../account.js';
import { CognitoError } from '../cognito-error.js';
import type { AuthorizationRequest } from '../oauth/accepted-request.js';
import { withParameters } from '../oauth/authorization-request.js';
import { LIFETIMES } from '../lifetimes.js';
import type { HostedSession, Pool } from '../pool.js';

/** Pools share a host here. */
const nameOf = ({ settings }: Pool) => `cognito.${settings.Id}`;
const ATTRIBUTES = { httpOnly: true, sameSite: 'lax', path: '/' } as const;

const cookieOf = (pool: Pool, request: Request) =>
  parseCookie(request.headers.cookie ?? '')[nameOf(pool)] ?? '';

/**
 * Who is signed in at the hosted pages, if that is enough for an authorization request. It is what
 * signs the next visitor straight in.
 */
export function usableSession(
  pool: Pool,
  request: Request,
  authorization: AuthorizationRequest,
): HostedSession | undefined {
  const session = pool.hostedSessions.peek(cookieOf(pool, request));
  if (!session || !pool.directory.active(session.username)) return undefined;
  return suffices(session, authorization, pool.now()) ? session : undefined;
}

/** OpenID Connect Core §3.1.2.1: `prompt`, and `max_age`, of which 0 means the same as `login`. */
function suffices(
  { authTime }: HostedSession,
  { prompt, maxAge = Infinity, isElsewhere }: AuthorizationRequest,
  now: number,
): boolean {
  const age = Math.floor(now / 1000) - authTime;
  return !isElsewhere && !prompt.includes('login') && maxAge !== 0 && age <= maxAge;
}

export function startHostedSession(pool: Pool, account: Account, response: Response) {
  const seconds = LIFETIMES.hostedSession;
  const session = { username: account.username, authTime: Math.floor(pool.now() / 1000) };
  const cookie = pool.hostedSessions.put(session, seconds);
  response.cookie(nameOf(pool), cookie, { ...ATTRIBUTES, maxAge: seconds * 1000 });
  return session;
}

export function endHostedSession(pool: Pool, request: Request, response: Response): void {
  pool.hostedSessions.take(cookieOf(pool, request));
  response.clearCookie(nameOf(pool), ATTRIBUTES);
}

/** @throws {CognitoError} `NotAuthorizedException` when they were disabled, or deleted, meanwhile */
function activeNamed({ directory }: Pool, username: string): Account {
  const account = directory.find(username);
  if (account) return directory.enabled(account);
  throw new CognitoError('NotAuthorizedException', 'User does not exist.');
}

/**
 * Back to the application, with an authorization code. Where the pre-token-generation trigger
 * refuses, Cognito sends what it said there, without `state`.
 */
export async function redirectWithCode(
  pool: Pool,
  request: AuthorizationRequest,
  signedIn: HostedSession,
  response: Response,
): Promise<void> {
  const { redirectUri, scopes, state, clientId } = request;
  const source = 'TokenGeneration_HostedAuth';
  try {
    const account = activeNamed(pool, signedIn.username);
    const changes = await pool.triggers.preTokenGeneration(source, account, scopes, { clientId });
    const code = pool.codes.put({ request, signedIn, changes }, LIFETIMES.authorizationCode);
    response.redirect(302, withParameters(redirectUri, { code, state }));
  } catch (error) {
    if (!(error instanceof CognitoError)) throw error;
    const refused = { error_description: error.message, error: 'invalid_request' };
    response.redirect(302, withParameters(redirectUri, refused));
  }
}
