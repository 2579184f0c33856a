import { Controller, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CognitoClient } from '../cognito/cognito.client.js';
import { Public } from '../http/route-marks.js';
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
    sendBrowserTo(request, response, this.cognito.logoutUrl(), 303);
  }
}
