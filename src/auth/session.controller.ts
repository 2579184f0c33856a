import { Controller, Get, Req } from '@nestjs/common';
import type { Request } from 'express';
import { NeedsNoToken } from '../http/guards/route-marks.js';
import { Sessions } from '../session/sessions.js';
import { signedInOf } from '../tokens/signed-in.js';

@Controller('auth')
export class SessionController {
  constructor(private readonly sessions: Sessions) {}

  /** Who is signed in and until when. Asking doesn't extend the session: pages may poll. */
  @NeedsNoToken()
  @Get('session')
  session(@Req() request: Request) {
    const { user, session } = signedInOf(request);
    const { sub, username, email, groups } = user;
    const { expiresAt, idleExpiresAt } = this.sessions.ends(session);
    this.sessions.leaveAlone(request);
    return {
      user: { sub, username, email, groups },
      expiresAt: new Date(expiresAt).toISOString(),
      idleExpiresAt: new Date(idleExpiresAt).toISOString(),
    };
  }
}
