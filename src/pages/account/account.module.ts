import { Module } from '@nestjs/common';
import { CognitoModule } from '../../cognito/cognito.module.js';
import { TokensModule } from '../../tokens/tokens.module.js';
import { AccountChanges } from './account-changes.js';
import { AuthenticatorController } from './authenticator.controller.js';
import { DeletionController } from './deletion.controller.js';
import { EmailChange } from './email-change.js';
import { NameChange } from './name-change.js';
import { PasswordController } from './password.controller.js';
import { ProfileController } from './profile.controller.js';
import { SessionsController } from './sessions.controller.js';
import { StepAnswers } from './step-answers.js';

@Module({
  imports: [CognitoModule, TokensModule],
  controllers: [
    ProfileController,
    PasswordController,
    AuthenticatorController,
    SessionsController,
    DeletionController,
  ],
  providers: [AccountChanges, EmailChange, NameChange, StepAnswers],
})
export class AccountModule {}
