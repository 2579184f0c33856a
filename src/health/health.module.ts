import { Module } from '@nestjs/common';
import { CognitoModule } from '../cognito/cognito.module.js';
import { SessionModule } from '../session/session.module.js';
import { HealthController } from './health.controller.js';
import { Readiness } from './readiness.js';
import { StoreState } from './store-state.js';

@Module({
  imports: [CognitoModule, SessionModule],
  controllers: [HealthController],
  providers: [Readiness, StoreState],
})
export class HealthModule {}
