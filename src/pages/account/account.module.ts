import { Module } from '@nestjs/common';
import { TokensModule } from '../../tokens/tokens.module.js';
import { ProfileController } from './profile.controller.js';
import { SessionsController } from './sessions.controller.js';

@Module({ imports: [TokensModule], controllers: [ProfileController, SessionsController] })
export class AccountModule {}
