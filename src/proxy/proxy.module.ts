import { Module } from '@nestjs/common';
import { TokensModule } from '../tokens/tokens.module.js';
import { Permissions } from './permissions.js';
import { policies, POLICIES } from './policies.js';
import { ProxyController } from './proxy.controller.js';

@Module({
  imports: [TokensModule],
  controllers: [ProxyController],
  providers: [Permissions, { provide: POLICIES, useValue: policies }],
})
export class ProxyModule {}
