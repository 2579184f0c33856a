import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CognitoClient, type LoginParameters } from '../cognito/cognito.client.js';
import { LoginRefused } from '../cognito/login-refused.js';
import { authorizationRefused } from '../cognito/refusals.js';
import { CONFIG, type Config } from '../config/config.js';
import { RequestFailed } from '../http/failures/failure.js';
import { safeReturnTo } from '../http/requests/return-to.js';
import { NeedsNoToken, Public } from '../http/guards/route-marks.js';
import { Sessions } from '../session/sessions.js';
import { Events } from '../telemetry/events.js';
import { sessionHandle } from '../telemetry/session-handle.js';
import { Elevations } from '../tokens/elevations.js';
import { signedInOf } from '../tokens/signed-in.js';
import { UserSessions } from '../tokens/user-sessions.js';
import { type Attempt, Attempts, type LoginWish } from './attempts.js';
import { sendBrowserTo } from './browser-redirect.js';
import { loginParameters } from './login-parameters.js';
import { isLoadedAhead } from './loaded-ahead.js';

type Screen = 'login' | 'signup';

/** The authorization code flow (RFC 6749 §4.1, OIDC Core §3.1) as the browser sees it. */
@Public()
@Controller('auth')
export class LoginController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly attempts: Attempts,
    private readonly cognito: CognitoClient,
    private readonly sessions: Sessions,
    private readonly userSessions: UserSessions,
    private readonly elevations: Elevations,
    private readonly events: Events,
  ) {}

  @Get('login')
  login(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.step(request, response, () => this.begin('login', request, response));
  }

  @Get('signup')
  signup(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.step(request, response, () => this.begin('signup', request, response));
  }

  @Get('callback')
  callback(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.step(request, response, async () => {
      this.refuseStatelessError(request);
      const attempt = await this.attempts.take(request, response); // right state, not expired, single use
      if (attempt.kind === 'missing') return this.restart(attempt, request, response);

      const signIn = await this.cognito.redeem(queryOf(request), attempt.transaction); // code → verified tokens
      const { confirms } = attempt;
      if (confirms === undefined) {
        await this.userSessions.start(request, response, signIn, attempt); // always under a new id
      } else {
        await this.elevations.begin(this.sessions.of(request), signIn, { ...attempt, confirms });
      }
      response.redirect(303, attempt.returnTo);
    });
  }

  /**
   * Who is signed in confirms that it's them, and may change their account for some minutes. The way back is
   * to the page that wanted to know.
   */
  @NeedsNoToken()
  @Get('confirm')
  confirm(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.step(request, response, async () => {
      const { session, user } = signedInOf(request);
      const returnTo = safeReturnTo(request.query['returnTo'], this.config);
      const parameters = loginParameters.parse({ prompt: 'login', login_hint: user.email });
      const wish = { returnTo, parameters, confirms: sessionHandle(session.id) };
      await this.sendToCognito('login', wish, request, response);
      this.events.record('elevation.started', { sub: user.sub });
    });
  }

  private async begin(screen: Screen, request: Request, response: Response): Promise<void> {
    const returnTo = safeReturnTo(request.query['returnTo'], this.config);
    const parameters = loginParameters.parse(request.query);
    if (parameters.prompt === undefined && this.isSignedIn(request)) {
      sendBrowserTo(request, response, returnTo, 302);
      return;
    }
    const prompt = await this.sendToCognito(screen, { returnTo, parameters }, request, response);
    this.events.record('login.started', { screen, prompt });
  }

  /**
   * The browser lost its attempt, sat on the login page for too long, or loads a callback again: once,
   * begin anew by ourselves.
   */
  private async restart(
    attempt: Attempt & { kind: 'missing' },
    request: Request,
    response: Response,
  ): Promise<void> {
    const { reason, begunAt, returnTo, parameters, restarted } = attempt;
    const { error, error_description: description } = request.query;
    if (typeof error === 'string') throw authorizationRefused(error, description, 'anybody’s');
    if (attempt.confirms !== undefined) {
      response.redirect(303, returnTo); // which asks again, where that is still needed
      return;
    }
    // Who wanted to be asked in spite of a session is content with one that began since, and no other:
    // they may have chosen another account.
    const sessionSince = parameters.prompt === undefined ? 0 : begunAt;
    const { startedAt = 0 } = request.session;
    if (this.isSignedIn(request) && startedAt >= sessionSince) {
      response.redirect(303, returnTo);
      return;
    }
    if (restarted) throw new LoginRefused(reason);
    const wish = { returnTo, parameters, restarted: true };
    await this.sendToCognito('login', wish, request, response);
    this.events.record('login.restarted', { reason });
  }

  private async sendToCognito(
    screen: Screen,
    wish: LoginWish,
    request: Request,
    response: Response,
  ): Promise<LoginParameters['prompt']> {
    const prompt = this.mustGiveCredentials(request) ? 'login' : wish.parameters.prompt;
    const parameters = { ...wish.parameters, prompt };
    const attempt = this.attempts.begin({ ...wish, parameters });
    const purpose = wish.confirms === undefined ? 'session' : 'account';
    const url = await this.cognito.authorizationUrl(screen, attempt, parameters, purpose);
    this.attempts.keep(attempt, request, response);
    sendBrowserTo(request, response, url.href, 302);
    return prompt;
  }

  private isSignedIn(request: Request): boolean {
    return this.userSessions.current(this.sessions.of(request)) !== undefined;
  }

  /** Cognito's own session outlives ours: without this, whoever finds the browser is signed in by a click. */
  private mustGiveCredentials(request: Request): boolean {
    switch (this.config.session.signInAgain) {
      case 'always':
        return true;
      case 'after-end':
        return this.sessions.endedBefore(request);
      case 'never':
        return false;
    }
  }

  /**
   * Cognito leaves `state` out of some errors. Such a callback may come from anywhere: it changes
   * nothing, and what it says goes into the log and not onto a page of ours.
   */
  private refuseStatelessError({ query }: Request): void {
    const { state, error, error_description: description } = query;
    const stateless = state === undefined || state === '';
    if (!stateless || typeof error !== 'string') return;
    throw authorizationRefused(error, description, 'anybody’s');
  }

  /** Does what somebody has asked for, and records why it was refused. */
  private async step(
    request: Request,
    response: Response,
    step: () => Promise<void>,
  ): Promise<void> {
    if (isLoadedAhead(request)) throw new RequestFailed('not_loaded_ahead');
    if (request.method !== 'GET') {
      response.status(204).end(); // a HEAD changes nothing (RFC 9110 §9.2.1)
      return;
    }
    try {
      await step();
    } catch (error) {
      if (error instanceof LoginRefused) {
        this.events.record('login.refused', { reason: error.reason, ...error.words });
      }
      throw error;
    }
  }
}

/** As it came, `?` and all. How the path before it was spelled is no matter. */
const queryOf = ({ url }: Request) => url.slice(url.indexOf('?'));
