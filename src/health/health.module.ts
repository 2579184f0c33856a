import { Module } from '@nestjs/common';
import { SessionModule } from '../session/session.module.js';
import { HealthController } from './health.controller.js';
import { Readiness } from './readiness.js';

@Module({ imports: [SessionModule], controllers: [HealthController], providers: [Readiness] })
export class HealthModule {}
