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
  home(@Req() request: Request, @Res() response: Response): void {
    const user = this.userSessions.current(request);
    const content = user ? SignedInHome({ name: user.email ?? user.username }) : SignedOutHome();
    sendPage(response, 'Home', content);
  }
}
