import { Router } from 'express';
import type { ChallengeName } from '../challenges.js';
import { CognitoError } from '../cognito-error.js';
import type { UserPools } from '../pools.js';
import { confirm } from './confirm.js';
import { csrfToken, isCsrfSafe } from './csrf.js';
import { faultOf, type Fault } from './fault.js';
import { AnotherAccount, inside, Page, renderPage } from './layout.js';
import { forgotPassword, resetPassword } from './forgot-password.js';
import { chooseNewPassword } from './new-password.js';
import type { Form, Next, Screen } from './screen.js';
import { selectAccount } from './select-account.js';
import { redirectWithCode, startHostedSession } from './session.js';
import { signIn } from './sign-in.js';
import { signUp } from './sign-up.js';
import { totpSetup } from './totp-setup.js';
import { totp } from './totp.js';
import { arrive, ELSEWHERE, type Visit } from './visit.js';

const answering: Record<ChallengeName, Screen> = {
  CONFIRM_SIGN_UP: confirm,
  NEW_PASSWORD_REQUIRED: chooseNewPassword,
  MFA_SETUP: totpSetup,
  SOFTWARE_TOKEN_MFA: totp,
};

/**
 * The hosted pages. Each carries its authorization request, and the session of its challenge, in
 * its own URL, so that any number of tabs can sign in at the same time.
 */
export function hostedPages(pools: UserPools): Router {
  const router = Router();
  for (const screen of [
    signIn,
    selectAccount,
    signUp,
    forgotPassword,
    resetPassword,
    ...Object.values(answering),
  ]) {
    router.get(screen.path, async (request, response) => {
      const visit = arrive(pools, screen, request, response);
      if (!visit) return;
      if (visit.notice === ELSEWHERE) response.status(401);
      await show(visit);
    });
    router.post(screen.path, async (request, response) => {
      const visit = arrive(pools, screen, request, response);
      if (visit) await submit(visit);
    });
  }
  return router;
}

async function show(
  visit: Visit,
  error?: Fault,
  typed = visit.authorization.loginHint ?? '',
): Promise<void> {
  const { pool, screen, request, response, query, session, signedIn, language, notice } = visit;
  const { say } = language;
  const fields = await screen.fields(pool, { query, session, typed, error, signedIn, say });
  const page = (
    <Page title={say(screen.title)} language={language}>
      <form method="post" action={`${screen.path}?${query}&session=${encodeURIComponent(session)}`}>
        {error === undefined ? (
          notice && <p role={notice === ELSEWHERE ? 'alert' : 'status'}>{say(notice)}</p>
        ) : (
          <p role="alert" id="error" {...inside(language, 'en')}>
            {error.message}
          </p>
        )}
        <input type="hidden" name="_csrf" value={csrfToken(request, response)} />
        {fields}
        {screen.challenge && <AnotherAccount say={say} query={query} />}
      </form>
    </Page>
  );
  response.type('html').send(renderPage(page));
}

async function submit(visit: Visit): Promise<void> {
  const { pool, caller, screen, request, response, session, signedIn } = visit;
  const form: Form = { ...request.body };
  const typed = [form['username'], form['email']].find((value) => typeof value === 'string');
  if (!isCsrfSafe(request, form['_csrf'])) {
    response.status(403);
    const message = 'This page was out of date: please try again.';
    return show(visit, { message, fields: new Set() }, typed);
  }
  try {
    await advance(visit, await screen.submit(pool, form, { caller, session, signedIn }), typed);
  } catch (error) {
    if (!(error instanceof CognitoError)) throw error;
    await show(visit, faultOf(error), typed);
  }
}

async function advance(visit: Visit, next: Next, typed?: string): Promise<void> {
  const { pool, caller, response, authorization, query } = visit;
  const goTo = ({ path }: Screen, session: string, notice = '') =>
    response.redirect(302, `${path}?${query}&session=${session}${notice}`);
  if (next === 'resent') {
    goTo(confirm, visit.session, '&notice=resent');
  } else if (next === 'changed') {
    goTo(signIn, '', '&notice=changed');
  } else if ('screen' in next) {
    await show({ ...visit, ...next }, undefined, typed);
  } else if ('path' in next) {
    await show({ ...visit, screen: next }, undefined, typed);
  } else if (next.kind === 'signed in') {
    await redirectWithCode(pool, authorization, next.signedIn, response);
  } else if (next.kind === 'done') {
    await pool.triggers.postAuthentication(next.account, caller);
    const signedIn = startHostedSession(pool, next.account, response);
    await redirectWithCode(pool, authorization, signedIn, response);
  } else if (next.challenge === 'MFA_SETUP') {
    goTo(totpSetup, pool.challenges.associateSoftwareToken(next.session).session);
  } else {
    goTo(answering[next.challenge], next.session);
  }
}
