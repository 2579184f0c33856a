import { Controller, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CognitoClient } from '../cognito/cognito.client.js';
import { kindOf } from '../http/requests/request-kind.js';
import { Public } from '../http/guards/route-marks.js';
import { UserSessions } from '../tokens/user-sessions.js';
import { sendBrowserTo } from './browser-redirect.js';

@Controller('auth')
export class LogoutController {
  constructor(
    private readonly userSessions: UserSessions,
    private readonly cognito: CognitoClient,
  ) {}

  /** Public: whose session has already ended still wants Cognito's to end. */
  @Public()
  @Post('logout')
  async logout(@Req() request: Request, @Res() response: Response): Promise<void> {
    await this.userSessions.end(request, response);
    const logoutUrl = this.cognito.logoutUrl();
    // A script's fetch would follow the redirect and fail at Cognito for want of CORS.
    if (kindOf(request) === 'program') response.status(200).json({ logoutUrl });
    else sendBrowserTo(request, response, logoutUrl, 303);
  }
}
