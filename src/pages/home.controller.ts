import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { SignedInHome, SignedOutHome } from '../../views/home.js';
import { CONFIG, type Config } from '../config/config.js';
import { pagePolicy } from '../http/content-policy.js';
import { sendPage } from '../http/page.js';
import { Public } from '../http/route-marks.js';
import { UserSessions } from '../tokens/user-sessions.js';

@Controller()
export class HomeController {
  private readonly policyOfSignedIn: string;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly userSessions: UserSessions,
  ) {
    this.policyOfSignedIn = pagePolicy(config, { formsLeave: true }); // signing out passes Cognito
  }

  @Public()
  @Get()
  home(@Req() request: Request, @Res() response: Response): void {
    const user = this.userSessions.current(request);
    if (!user) {
      sendPage(response, 'Home', SignedOutHome());
      return;
    }
    response.set('Content-Security-Policy', this.policyOfSignedIn);
    sendPage(response, 'Home', SignedInHome({ name: user.email ?? user.username }));
  }
}
