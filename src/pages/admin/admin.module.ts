import { Module } from '@nestjs/common';
import { CognitoModule } from '../../cognito/cognito.module.js';
import { TokensModule } from '../../tokens/tokens.module.js';
import { AdminChanges } from './admin-changes.js';
import { Admins } from './admins.js';
import { ElsewhereController } from './elsewhere.controller.js';
import { OverviewController } from './overview.controller.js';
import { UserController } from './user.controller.js';
import { UsersController } from './users.controller.js';

@Module({
  imports: [CognitoModule, TokensModule],
  // The last has what the others leave.
  controllers: [OverviewController, UsersController, UserController, ElsewhereController],
  providers: [AdminChanges, Admins],
})
export class AdminModule {}
