import { Controller, Get, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { SignedInHome, SignedOutHome } from '../../views/home.js';
import { sendPage } from '../http/page.js';
import { Public } from '../http/route-marks.js';
import { UserSessions } from '../tokens/user-sessions.js';

@Controller()
export class HomeController {
  constructor(private readonly userSessions: UserSessions) {}

  @Public()
  @Get()
  async home(@Req() request: Request, @Res() response: Response): Promise<void> {
    const user = await this.userSessions.current(request, response);
    const content = user ? SignedInHome({ name: user.email ?? user.username }) : SignedOutHome();
    sendPage(response, 'Home', content);
  }
}
