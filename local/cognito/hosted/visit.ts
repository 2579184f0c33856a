import type { Request, Response } from 'express';
import type { AuthorizationRequest } from '../oauth/accepted-request.js';
import { checkAuthorizationRequest, refusal } from '../oauth/authorization-request.js';
import { queryOf } from '../oauth/authorize.js';
import type { Caller } from '../caller.js';
import type { HostedSession, Pool } from '../pool.js';
import type { UserPools } from '../pools.js';
import { languageOf, type Language } from './language.js';
import type { Screen } from './screen.js';
import { usableSession } from './session.js';
import { signIn } from './sign-in.js';
import type { Sentence } from './translations.js';

/** What Cognito says to who asks for an identity provider that the client hasn't. */
export const ELSEWHERE = 'Login option is not available. Please try another one';

const NOTICES = new Map<string, Sentence>([
  ['expired', 'That took too long: please sign in again.'],
  ['changed', 'Your password was changed: please sign in with it.'],
  ['resent', 'A new code is on its way.'],
]);

/** Somebody's request for a page. */
export interface Visit {
  pool: Pool;
  caller: Caller;
  screen: Screen;
  request: Request;
  response: Response;
  authorization: AuthorizationRequest;
  /** The parameters of the authorization request, and no others. */
  query: string;
  session: string;
  signedIn: HostedSession | undefined;
  language: Language;
  notice: Sentence | undefined;
}

/** Who comes without a good authorization request, or too late, is sent elsewhere. */
export function arrive(
  pools: UserPools,
  screen: Screen,
  request: Request,
  response: Response,
): Visit | undefined {
  const parameters = queryOf(request);
  const session = parameters.get('session') ?? '';
  const notice = NOTICES.get(parameters.get('notice') ?? '');
  parameters.delete('session');
  parameters.delete('notice');
  const query = parameters.toString();
  const checked = checkAuthorizationRequest(parameters, pools);
  if (checked.kind === 'refused') {
    response.redirect(302, checked.location);
    return undefined;
  }
  const { pool, request: authorization } = checked;
  if (authorization.prompt.includes('none')) {
    response.redirect(302, refusal(authorization, 'login_required'));
    return undefined;
  }
  if (screen.challenge && !pool.challenges.isWaiting(session, screen.challenge)) {
    response.redirect(302, `/login?${query}&notice=expired`);
    return undefined;
  }
  const signedIn = usableSession(pool, request, authorization);
  if (screen.isForSignedIn && !signedIn) {
    response.redirect(302, `/login?${query}`);
    return undefined;
  }
  const language = languageOf(authorization.lang);
  const caller = { clientId: authorization.clientId };
  const visit = { pool, caller, screen, request, response, authorization, query, session };
  const isAstray = screen === signIn && authorization.isElsewhere;
  return { ...visit, signedIn, language, notice: isAstray ? ELSEWHERE : notice };
}
