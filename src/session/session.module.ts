import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { CONFIG, type Config } from '../config/config.js';
import { LOGGER } from '../telemetry/logger.js';
import { Metrics } from '../telemetry/metrics.js';
import { Tracing } from '../telemetry/tracing.js';
import { Background } from './background.js';
import { AddressLimit } from './address-limit.js';
import { ElevationRecords } from './elevation-records.js';
import { SESSION_ENGINE, type SessionEngine } from './engine.js';
import { MemoryEngine } from './memory-engine.js';
import { openRedis } from './redis-connection.js';
import { RedisEngine } from './redis-engine.js';
import { SessionCookie } from './session-cookie.js';
import { SessionIndex } from './session-index.js';
import { SessionRecords } from './session-records.js';
import { Sessions } from './sessions.js';
import { SessionStore } from './session-store.js';

const engine = {
  provide: SESSION_ENGINE,
  inject: [CONFIG, LOGGER, Metrics, Tracing],
  useFactory: (
    { redis }: Config,
    logger: Logger,
    metrics: Metrics,
    tracing: Tracing,
  ): SessionEngine =>
    redis ? new RedisEngine(openRedis(redis, logger), metrics, tracing) : new MemoryEngine(),
};

const providers = [
  engine,
  Background,
  AddressLimit,
  SessionCookie,
  SessionRecords,
  SessionIndex,
  SessionStore,
  Sessions,
  ElevationRecords,
];

@Module({ providers, exports: providers })
export class SessionModule implements OnApplicationShutdown {
  constructor(
    @Inject(SESSION_ENGINE) private readonly sessions: SessionEngine,
    private readonly background: Background,
    records: SessionRecords,
    metrics: Metrics,
  ) {
    const open = () => records.openCount;
    metrics.gauge('bff_sessions_open', 'Sessions that this process used and keeps open.', open);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.background.finished(); // which may have something to store
    this.sessions.close();
  }
}
