import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { SignedInHome, SignedOutHome } from '../../views/home.js';
import { CONFIG, type Config } from '../config/config.js';
import { pagePolicy } from '../http/answers/content-policy.js';
import { sendPage } from '../http/answers/page.js';
import { Public } from '../http/guards/route-marks.js';
import { Sessions } from '../session/sessions.js';
import { UserSessions } from '../tokens/user-sessions.js';

@Controller()
export class HomeController {
  private readonly policyOfSignedIn: string;
  /** Whether who was signed in until now is asked for credentials, and should know why. */
  private readonly asksAgain: boolean;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly sessions: Sessions,
    private readonly userSessions: UserSessions,
  ) {
    this.policyOfSignedIn = pagePolicy(config, { formsLeave: true }); // signing out passes Cognito
    this.asksAgain = config.session.signInAgain !== 'never';
  }

  @Public()
  @Get()
  home(@Req() request: Request, @Res() response: Response): void {
    const signedIn = this.userSessions.current(this.sessions.of(request));
    if (!signedIn) {
      const sessionEnded = this.asksAgain && this.sessions.endedBefore(request);
      sendPage(response, 'Home', SignedOutHome({ sessionEnded }));
      return;
    }
    response.set('Content-Security-Policy', this.policyOfSignedIn);
    const { email, username } = signedIn.user;
    sendPage(response, 'Home', SignedInHome({ name: email ?? username }));
  }
}
