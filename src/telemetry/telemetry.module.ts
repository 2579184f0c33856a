import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { Events } from './events.js';
import { LOGGER } from './logger.js';
import { CONFIG, type Config } from '../config/config.js';
import { cloudWatchMetrics } from './cloudwatch-metrics.js';
import { Metrics } from './metrics.js';
import { MetricsServer } from './metrics-server.js';
import { Tracing } from './tracing.js';

const tracing = {
  provide: Tracing,
  inject: [CONFIG, LOGGER],
  useFactory: (config: Config, logger: Logger) => Tracing.open(config, logger),
};

const metrics = {
  provide: Metrics,
  inject: [CONFIG, LOGGER],
  useFactory: ({ cloudWatchNamespace: namespace }: Config, logger: Logger) =>
    new Metrics((durations) =>
      namespace === undefined ? [] : [cloudWatchMetrics(namespace, logger, durations)],
    ),
};

@Global()
@Module({})
export class TelemetryModule {
  static with(logger: Logger): DynamicModule {
    return {
      module: TelemetryModule,
      providers: [{ provide: LOGGER, useValue: logger }, metrics, MetricsServer, tracing, Events],
      exports: [LOGGER, Metrics, Tracing, Events],
    };
  }
}
