import { Controller, Get, Inject, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import {
  SESSION_NOTICES,
  SessionList,
  type SessionNotice,
  SessionsPage,
} from '../../../views/account/sessions.js';
import { browserInWords } from '../../../views/words/browser.js';
import { CONFIG, type Config } from '../../config/config.js';
import { pagePolicy } from '../../http/answers/content-policy.js';
import { NoticeCookie } from '../../http/answers/notice-cookie.js';
import { sendFragment, sendPage } from '../../http/answers/page.js';
import { NeedsNoToken } from '../../http/guards/route-marks.js';
import { readForm } from '../../http/requests/form.js';
import { wantsFragment } from '../../http/requests/request-kind.js';
import { isOwn, OwnSessions } from '../../tokens/own-sessions.js';
import { type SignedIn, signedInOf } from '../../tokens/signed-in.js';

const PATH = '/account/sessions';

const formSchema = z.discriminatedUnion('end', [
  z.object({ end: z.literal('one'), session: z.string() }),
  z.object({ end: z.literal('others') }),
]);

/** Where a person is signed in, and how they end it. */
@NeedsNoToken()
@Controller(PATH)
export class SessionsController {
  private readonly policy: string;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly sessions: OwnSessions,
    private readonly notices: NoticeCookie,
  ) {
    this.policy = pagePolicy(config, { formsLeave: true }); // signing out passes Cognito
  }

  @Get()
  async list(@Req() request: Request, @Res() response: Response): Promise<void> {
    const sessions = await this.rows(signedInOf(request));
    const notice = this.notices.take(request, response, SESSION_NOTICES);
    response.set('Content-Security-Policy', this.policy);
    const page = SessionsPage({ sessions, now: Date.now(), notice });
    sendPage(response, 'Sessions', page, { section: 'account' });
  }

  /** Ends one or all others. One's own is signed out of, at Cognito too: that is done elsewhere. */
  @Post()
  async end(@Req() request: Request, @Res() response: Response): Promise<void> {
    const form = await readForm(request, response, formSchema);
    const signedIn = signedInOf(request);
    if (form.end === 'one' && isOwn(signedIn, form.session)) {
      response.redirect(307, '/auth/logout'); // a POST stays one
      return;
    }
    const notice = await this.endWished(signedIn, form);
    if (wantsFragment(request)) {
      const sessions = await this.rows(signedIn);
      response.status(200); // Nest takes a POST for one that makes something: 201
      sendFragment(response, SessionList({ sessions, now: Date.now(), notice }));
    } else {
      this.notices.leave(response, notice);
      response.redirect(303, PATH);
    }
  }

  private async endWished(
    signedIn: SignedIn,
    form: z.infer<typeof formSchema>,
  ): Promise<SessionNotice> {
    if (form.end === 'one') {
      const wasLive = await this.sessions.endOther(signedIn, form.session);
      return wasLive ? 'session-ended' : 'session-gone';
    }
    await this.sessions.endOthers(signedIn);
    return 'others-ended';
  }

  private async rows(signedIn: SignedIn) {
    const sessions = await this.sessions.list(signedIn);
    return sessions.map(({ browser, address, ...rest }) => ({
      ...rest,
      browser: browserInWords(browser),
      address,
    }));
  }
}
