import { Router, type Request, type Response } from 'express';
import type { ChallengeName } from '../challenges.js';
import { CognitoError } from '../cognito-error.js';
import { checkAuthorizationRequest } from '../oauth/authorization-request.js';
import type { AuthorizationRequest } from '../oauth/authorization-request.js';
import { queryOf } from '../oauth/authorize.js';
import type { Pool } from '../pool.js';
import { confirm } from './confirm.js';
import { csrfToken, isCsrfSafe } from './csrf.js';
import { Page, renderPage } from './layout.js';
import { forgotPassword, resetPassword } from './forgot-password.js';
import { chooseNewPassword } from './new-password.js';
import type { Form, Next, Screen } from './screen.js';
import { redirectWithCode, startHostedSession } from './session.js';
import { signIn } from './sign-in.js';
import { signUp } from './sign-up.js';
import { totpSetup } from './totp-setup.js';
import { totp } from './totp.js';

const answering: Record<ChallengeName, Screen> = {
  CONFIRM_SIGN_UP: confirm,
  NEW_PASSWORD_REQUIRED: chooseNewPassword,
  MFA_SETUP: totpSetup,
  SOFTWARE_TOKEN_MFA: totp,
};

const NOTICES = new Map([
  ['expired', 'That took too long: please sign in again.'],
  ['changed', 'Your password was changed: please sign in with it.'],
  ['resent', 'A new code is on its way.'],
]);

interface Visit {
  pool: Pool;
  screen: Screen;
  request: Request;
  response: Response;
  authorization: AuthorizationRequest;
  /** The parameters of the authorization request, and no others. */
  query: string;
  session: string;
  notice: string | undefined;
}

/**
 * The hosted pages. Each carries its authorization request, and the session of its challenge, in
 * its own URL, so that any number of tabs can sign in at the same time.
 */
export const hostedPages = (pool: Pool): Router => {
  const router = Router();
  for (const screen of [
    signIn,
    signUp,
    forgotPassword,
    resetPassword,
    ...Object.values(answering),
  ]) {
    router.get(screen.path, async (request, response) => {
      const visit = arrive(pool, screen, request, response);
      if (visit) await show(visit);
    });
    router.post(screen.path, async (request, response) => {
      const visit = arrive(pool, screen, request, response);
      if (visit) await submit(visit);
    });
  }
  return router;
};

/** Who comes without a good authorization request, or too late, is sent elsewhere. */
const arrive = (
  pool: Pool,
  screen: Screen,
  request: Request,
  response: Response,
): Visit | undefined => {
  const parameters = queryOf(request);
  const session = parameters.get('session') ?? '';
  const notice = NOTICES.get(parameters.get('notice') ?? '');
  parameters.delete('session');
  parameters.delete('notice');
  const query = parameters.toString();
  const checked = checkAuthorizationRequest(parameters, pool.settings.client);
  if (checked.kind === 'refused') {
    response.redirect(302, checked.location);
    return undefined;
  }
  if (screen.challenge && !pool.challenges.isWaiting(session, screen.challenge)) {
    response.redirect(302, `/login?${query}&notice=expired`);
    return undefined;
  }
  const authorization = checked.request;
  return { pool, screen, request, response, authorization, query, session, notice };
};

const show = async (visit: Visit, error?: string, typed = ''): Promise<void> => {
  const { pool, screen, request, response, query, session } = visit;
  const fields = await screen.fields(pool, { query, session, typed, error });
  const page = (
    <Page title={screen.title}>
      <form method="post" action={`${screen.path}?${query}&session=${encodeURIComponent(session)}`}>
        {error === undefined ? (
          visit.notice && <p role="status">{visit.notice}</p>
        ) : (
          <p role="alert" id="error">
            {error}
          </p>
        )}
        <input type="hidden" name="_csrf" value={csrfToken(request, response)} />
        {fields}
      </form>
    </Page>
  );
  response.type('html').send(renderPage(page));
};

const submit = async (visit: Visit): Promise<void> => {
  const { pool, screen, request, response, session } = visit;
  const form: Form = { ...request.body };
  const typed = [form['username'], form['email']].find((value) => typeof value === 'string');
  if (!isCsrfSafe(request, form['_csrf'])) {
    response.status(403);
    return show(visit, 'This page was out of date: please try again.', typed);
  }
  try {
    await advance(visit, await screen.submit(pool, form, session), typed);
  } catch (error) {
    if (!(error instanceof CognitoError)) throw error;
    await show(visit, error.message, typed);
  }
};

const advance = async (visit: Visit, next: Next, typed?: string): Promise<void> => {
  const { pool, response, authorization, query } = visit;
  const goTo = ({ path }: Screen, session: string, notice = '') =>
    response.redirect(302, `${path}?${query}&session=${session}${notice}`);
  if (next === 'resent') {
    goTo(confirm, visit.session, '&notice=resent');
  } else if (next === 'changed') {
    goTo(signIn, '', '&notice=changed');
  } else if ('path' in next) {
    await show({ ...visit, screen: next }, undefined, typed);
  } else if (next.kind === 'done') {
    const signedIn = startHostedSession(pool, next.account, response);
    redirectWithCode(pool, authorization, signedIn, response);
  } else if (next.challenge === 'MFA_SETUP') {
    goTo(totpSetup, pool.challenges.associateSoftwareToken(next.session).session);
  } else {
    goTo(answering[next.challenge], next.session);
  }
};
