import { Module } from '@nestjs/common';
import { SessionModule } from '../session/session.module.js';
import { TokensModule } from '../tokens/tokens.module.js';
import { Permissions } from './permissions.js';
import { policies, POLICIES } from './policies.js';
import { ProxyController } from './proxy.controller.js';

@Module({
  imports: [SessionModule, TokensModule],
  controllers: [ProxyController],
  providers: [Permissions, { provide: POLICIES, useValue: policies }],
})
export class ProxyModule {}
