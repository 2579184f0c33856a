import { Module } from '@nestjs/common';
import { CognitoModule } from '../cognito/cognito.module.js';
import { SessionModule } from '../session/session.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { Attempts } from './attempts.js';
import { JwtStrategy } from './jwt.strategy.js';
import { LoginController } from './login.controller.js';
import { LogoutController } from './logout.controller.js';
import { SessionController } from './session.controller.js';

@Module({
  imports: [CognitoModule, SessionModule, TokensModule],
  controllers: [LoginController, LogoutController, SessionController],
  providers: [Attempts, JwtStrategy],
  exports: [CognitoModule, TokensModule],
})
export class AuthModule {}
