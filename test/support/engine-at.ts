import { noLog } from './captured-log.js';
import { parseConfig } from '../../src/config/config.js';
import type { SessionEngine } from '../../src/session/engine.js';
import { openRedis } from '../../src/session/redis-connection.js';
import { RedisEngine } from '../../src/session/redis-engine.js';
import { Metrics } from '../../src/telemetry/metrics.js';
import { Tracing } from '../../src/telemetry/tracing.js';
import { eventually } from './eventually.js';

/** The configuration of a product that isn't started. */
export const configWith = (environment: Record<string, string>) =>
  parseConfig({
    COGNITO_ISSUER: 'https://issuer.example.com/pool',
    COGNITO_DOMAIN: 'https://login.example.com',
    COGNITO_CLIENT_ID: 'client',
    COGNITO_CLIENT_SECRET: 'secret',
    API_URL: 'https://api.example.com',
    SESSION_SECRETS: 's'.repeat(32),
    ...environment,
  });

/** The engine that the product uses with this environment, once it has reached its store. */
export async function engineWith(environment: { REDIS_URL: string } & Record<string, string>) {
  const { redis } = configWith(environment);
  if (!redis) throw new Error('There is no REDIS_URL');
  const engine: SessionEngine = new RedisEngine(
    openRedis(redis, noLog()),
    new Metrics(),
    Tracing.off,
  );
  await eventually(() => isUp(engine));
  return engine;
}

const isUp = (engine: SessionEngine) =>
  engine.ping().then(
    () => true,
    () => false,
  );
