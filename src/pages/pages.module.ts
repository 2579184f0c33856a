import { Module } from '@nestjs/common';
import { ApiModule } from '../api/api.module.js';
import { SessionModule } from '../session/session.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { AccountModule } from './account/account.module.js';
import { AdminModule } from './admin/admin.module.js';
import { HelloController } from './hello.controller.js';

@Module({
  imports: [AccountModule, AdminModule, ApiModule, SessionModule, TokensModule],
  controllers: [HelloController],
})
export class PagesModule {}
