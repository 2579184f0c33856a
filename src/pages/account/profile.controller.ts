import { Controller, Get, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ProfilePage } from '../../../views/account/profile.js';
import { isReadable, sendPage } from '../../http/answers/page.js';
import { NeedsNoToken } from '../../http/guards/route-marks.js';
import { signedInOf } from '../../tokens/signed-in.js';

@NeedsNoToken()
@Controller('account')
export class ProfileController {
  /** Who one is, as the session knows it: nothing is asked of Cognito. */
  @Get()
  profile(@Req() request: Request, @Res() response: Response): void {
    const { sub, username, email, groups } = signedInOf(request).user;
    const name = isReadable(username) && username !== email ? username : undefined;
    const profile = { name, email, groups, ids: { sub, username } };
    sendPage(response, 'Profile', ProfilePage(profile), { section: 'account' });
  }
}
