import { parseCookie } from 'cookie';
import type { Request, Response } from 'express';
import type { Account } from '../account.js';
import { withParameters, type AuthorizationRequest } from '../oauth/authorization-request.js';
import type { HostedSession, Pool } from '../pool.js';

const COOKIE = 'cognito';
const ATTRIBUTES = { httpOnly: true, sameSite: 'lax', path: '/' } as const;

const cookieOf = (request: Request) => parseCookie(request.headers.cookie ?? '')[COOKIE] ?? '';

/**
 * Who is signed in at the hosted pages, if that is enough for an authorization request. It is what
 * signs the next visitor straight in.
 */
export const usableSession = (
  pool: Pool,
  request: Request,
  authorization: AuthorizationRequest,
): HostedSession | undefined => {
  const session = pool.hostedSessions.peek(cookieOf(request));
  if (!session || !pool.directory.active(session.username)) return undefined;
  return suffices(session, authorization, pool.now()) ? session : undefined;
};

/** OpenID Connect Core §3.1.2.1: `prompt`, and `max_age`, of which 0 means the same as `login`. */
const suffices = (
  { authTime }: HostedSession,
  { prompt, maxAge = Infinity, isElsewhere }: AuthorizationRequest,
  now: number,
): boolean => {
  const age = Math.floor(now / 1000) - authTime;
  return !isElsewhere && !prompt.includes('login') && maxAge !== 0 && age <= maxAge;
};

export const startHostedSession = (pool: Pool, account: Account, response: Response) => {
  const seconds = pool.settings.validity.hostedSession;
  const session = { username: account.username, authTime: Math.floor(pool.now() / 1000) };
  const cookie = pool.hostedSessions.put(session, seconds);
  response.cookie(COOKIE, cookie, { ...ATTRIBUTES, maxAge: seconds * 1000 });
  return session;
};

export const endHostedSession = (pool: Pool, request: Request, response: Response): void => {
  pool.hostedSessions.take(cookieOf(request));
  response.clearCookie(COOKIE, ATTRIBUTES);
};

/** Back to the application, with an authorization code. */
export const redirectWithCode = (
  pool: Pool,
  request: AuthorizationRequest,
  signedIn: HostedSession,
  response: Response,
): void => {
  const code = pool.codes.put({ request, signedIn }, pool.settings.validity.authorizationCode);
  response.redirect(302, withParameters(request.redirectUri, { code, state: request.state }));
};
