import { Module } from '@nestjs/common';
import { CognitoModule } from '../cognito/cognito.module.js';
import { SessionModule } from '../session/session.module.js';
import { Tokens } from './tokens.js';
import { UserSessions } from './user-sessions.js';

@Module({
  imports: [CognitoModule, SessionModule],
  providers: [Tokens, UserSessions],
  exports: [UserSessions],
})
export class TokensModule {}
