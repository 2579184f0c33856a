import { Module } from '@nestjs/common';
import { CognitoModule } from '../cognito/cognito.module.js';
import { SessionModule } from '../session/session.module.js';
import { Elevations } from './elevations.js';
import { OneAtATime } from './one-at-a-time.js';
import { OwnSessions } from './own-sessions.js';
import { SessionsOfUsers } from './sessions-of-users.js';
import { Tokens } from './tokens.js';
import { UserSessions } from './user-sessions.js';

@Module({
  imports: [CognitoModule, SessionModule],
  providers: [Elevations, OneAtATime, OwnSessions, SessionsOfUsers, Tokens, UserSessions],
  exports: [Elevations, OneAtATime, OwnSessions, SessionsOfUsers, UserSessions],
})
export class TokensModule {}
