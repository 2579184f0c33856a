import './node-version.js';
import 'reflect-metadata';
import { once } from 'node:events';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Logger } from 'pino';
import { type Config, ConfigError, parseConfig } from './config/config.js';
import { readVersion } from './config/version.js';
import { createApp } from './create-app.js';
import { Draining } from './http/server/draining.js';
import { listenProblem } from './http/server/listen-problem.js';
import { MetricsServer } from './telemetry/metrics-server.js';
import { createLogger } from './telemetry/logger.js';

const DRAIN_MS = 25_000; // the task is killed after 30
const IDLE_CHECK_MS = 100;

function readConfig(): Config {
  try {
    return parseConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

async function listen(app: NestExpressApplication, { host, port }: Config): Promise<void> {
  try {
    await app.init();
    await once(app.getHttpServer().listen({ port, host }), 'listening');
  } catch (error) {
    const problem = listenProblem(error, port);
    if (problem === undefined) throw error;
    process.stderr.write(`${problem}\n`);
    process.exit(1);
  }
}

/** Finishes what runs. What still runs after 25 s is cut off. */
async function drain(signal: NodeJS.Signals, app: NestExpressApplication): Promise<void> {
  const server = app.getHttpServer();
  setTimeout(() => server.closeAllConnections(), DRAIN_MS).unref();
  await app.get(Draining).begin(signal);
  // A connection that was busy is kept alive once it is idle; close() only sees to those idle now.
  setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS).unref();
  await app.close();
}

function drainOn(signal: NodeJS.Signals, app: NestExpressApplication, logger: Logger): void {
  process.once(signal, () => {
    logger.info({ signal }, 'draining');
    drain(signal, app).then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'the shutdown failed');
        process.exit(1);
      },
    );
  });
}

const config = readConfig();
const logger = createLogger(config);
for (const { code, message } of config.warnings) logger.warn({ code }, message);
const app = await createApp(config, logger);
drainOn('SIGTERM', app, logger);
drainOn('SIGINT', app, logger);
await listen(app, config);
await app.get(MetricsServer).listen();
const { port, metricsPort, publicUrl, revision } = config;
logger.info({ port, metricsPort, publicUrl, version: readVersion(), revision }, 'listening');
