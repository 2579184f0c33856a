import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ACCOUNT_DELETED, SignedInHome, SignedOutHome } from '../../views/home.js';
import { browserInWords } from '../../views/words/browser.js';
import { CONFIG, type Config } from '../config/config.js';
import { pagePolicy } from '../http/answers/content-policy.js';
import { NoticeCookie } from '../http/answers/notice-cookie.js';
import { nameOf, sendPage } from '../http/answers/page.js';
import { Public } from '../http/guards/route-marks.js';
import { addressOf } from '../http/requests/client-address.js';
import { Sessions } from '../session/sessions.js';
import { UserSessions } from '../tokens/user-sessions.js';

@Controller()
export class HomeController {
  private readonly policyOfSignedIn: string;
  /** Whether who was signed in until now is asked for credentials, and should know why. */
  private readonly asksAgain: boolean;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly sessions: Sessions,
    private readonly userSessions: UserSessions,
    private readonly notices: NoticeCookie,
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
      const notice = this.notices.take(request, response, [ACCOUNT_DELETED]);
      sendPage(response, 'Home', SignedOutHome({ sessionEnded, notice }), { section: 'home' });
      return;
    }
    const { user } = signedIn;
    const session = {
      startedAt: signedIn.session.startedAt,
      expiresAt: this.sessions.ends(signedIn.session).expiresAt,
      idleMs: this.config.session.idleMs,
      browser: browserInWords(request.get('User-Agent')),
      address: addressOf(request, this.config),
    };
    const home = SignedInHome({ name: nameOf(user), session, now: Date.now() });
    response.set('Content-Security-Policy', this.policyOfSignedIn);
    sendPage(response, 'Home', home, { section: 'home' });
  }
}
