import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import type { Logger } from 'pino';
import { AuthModule } from './auth/auth.module.js';
import { AccessGuard } from './auth/access.guard.js';
import type { Config } from './config/config.js';
import { ConfigModule } from './config/config.module.js';
import { HealthModule } from './health/health.module.js';
import { FailureFilter } from './http/failures/failure.filter.js';
import { SameOriginGuard } from './http/guards/same-origin.guard.js';
import { HttpModule } from './http/http.module.js';
import { FilesModule } from './pages/account/files.module.js';
import { HomeModule } from './pages/home.module.js';
import { PagesModule } from './pages/pages.module.js';
import { ProxyModule } from './proxy/proxy.module.js';
import { AddressLimitGuard } from './session/address-limit.guard.js';
import { SessionModule } from './session/session.module.js';
import { TelemetryModule } from './telemetry/telemetry.module.js';

/**
 * The features, and what every request to them passes: first the origin, then the limit by address,
 * so that what other sites send in people's names counts for nobody, then the sign-in.
 */
@Module({})
export class AppModule {
  static with(config: Config, logger: Logger): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(config),
        TelemetryModule.with(logger),
        HttpModule,
        SessionModule,
        ProxyModule,
        AuthModule,
        PagesModule,
        ...(config.frontEnd ? [] : [HomeModule]),
        ...(config.files ? [FilesModule] : []),
        HealthModule,
      ],
      providers: [
        { provide: APP_GUARD, useClass: SameOriginGuard },
        { provide: APP_GUARD, useClass: AddressLimitGuard },
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_FILTER, useClass: FailureFilter },
      ],
    };
  }
}
