import { Module } from '@nestjs/common';
import { CognitoModule } from '../cognito/cognito.module.js';
import { SessionModule } from '../session/session.module.js';
import { Elevations } from './elevations.js';
import { OwnSessions } from './own-sessions.js';
import { Tokens } from './tokens.js';
import { UserSessions } from './user-sessions.js';

@Module({
  imports: [CognitoModule, SessionModule],
  providers: [Elevations, OwnSessions, Tokens, UserSessions],
  exports: [Elevations, OwnSessions, UserSessions],
})
export class TokensModule {}
