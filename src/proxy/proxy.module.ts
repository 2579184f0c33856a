import { Module } from '@nestjs/common';
import { ApiModule } from '../api/api.module.js';
import { SessionModule } from '../session/session.module.js';
import { ProxyController } from './proxy.controller.js';

@Module({ imports: [ApiModule, SessionModule], controllers: [ProxyController] })
export class ProxyModule {}
