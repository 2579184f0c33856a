import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CognitoClient } from '../cognito/cognito.client.js';
import { LoginRefused } from '../cognito/login-refused.js';
import { CONFIG, type Config } from '../config/config.js';
import { safeReturnTo } from '../http/return-to.js';
import { Public } from '../http/route-marks.js';
import { Events } from '../telemetry/events.js';
import { UserSessions } from '../tokens/user-sessions.js';
import { Attempts } from './attempts.js';
import { sendBrowserTo } from './browser-redirect.js';

type Screen = 'login' | 'signup';

/** The authorization code flow (RFC 6749 §4.1, OIDC Core §3.1) as the browser sees it. */
@Public()
@Controller('auth')
export class LoginController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly attempts: Attempts,
    private readonly cognito: CognitoClient,
    private readonly userSessions: UserSessions,
    private readonly events: Events,
  ) {}

  @Get('login')
  login(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.audited(() => this.begin('login', request, response));
  }

  @Get('signup')
  signup(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.audited(() => this.begin('signup', request, response));
  }

  @Get('callback')
  callback(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.audited(async () => {
      const attempt = this.attempts.take(request, response); // right state, not expired, single use
      if (attempt.kind === 'missing') return this.restart(attempt.returnTo, request, response);

      const callbackUrl = new URL(request.originalUrl, this.config.publicUrl);
      const signIn = await this.cognito.redeem(callbackUrl, attempt.transaction); // code → verified tokens
      await this.userSessions.start(request, signIn); // always under a new id
      response.redirect(303, attempt.returnTo);
    });
  }

  private async begin(screen: Screen, request: Request, response: Response): Promise<void> {
    const returnTo = safeReturnTo(request.query['returnTo'], this.config.publicUrl);
    if (await this.userSessions.current(request, response)) {
      sendBrowserTo(request, response, returnTo, 302);
      return;
    }
    await this.sendToCognito(screen, { returnTo }, request, response);
    this.events.record('login.started', { screen });
  }

  /** The browser lost its attempt, or sat on the login page for too long: once, begin anew by ourselves. */
  private async restart(returnTo: string, request: Request, response: Response): Promise<void> {
    if (await this.userSessions.current(request, response)) {
      response.redirect(303, returnTo);
      return;
    }
    await this.sendToCognito('login', { returnTo, restarted: true }, request, response);
    this.events.record('login.restarted', { reason: 'attempt_missing' });
  }

  private async sendToCognito(
    screen: Screen,
    wish: { returnTo: string; restarted?: boolean },
    request: Request,
    response: Response,
  ): Promise<void> {
    const attempt = this.attempts.begin(wish);
    const url = await this.cognito.authorizationUrl(screen, attempt);
    this.attempts.keep(attempt, request, response);
    sendBrowserTo(request, response, url.href, 302);
  }

  private async audited(step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      if (error instanceof LoginRefused) {
        this.events.record('login.refused', { reason: error.reason });
      }
      throw error;
    }
  }
}
