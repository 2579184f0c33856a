import { Module } from '@nestjs/common';
import { CognitoModule } from '../cognito/cognito.module.js';
import { SessionModule } from '../session/session.module.js';
import { OwnSessions } from './own-sessions.js';
import { Tokens } from './tokens.js';
import { UserSessions } from './user-sessions.js';

@Module({
  imports: [CognitoModule, SessionModule],
  providers: [OwnSessions, Tokens, UserSessions],
  exports: [OwnSessions, UserSessions],
})
export class TokensModule {}
