import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Express } from 'express';
import type { Logger } from 'pino';
import { AppModule } from './app.module.js';
import type { Config } from './config/config.js';
import { serveFrontEnd } from './front-end/front-end.js';
import { setUpPipeline } from './http/server/pipeline.js';
import { HttpServer } from './http/server/http-server.js';
import { sessionMiddleware } from './session/session.middleware.js';
import { ApiDoor } from './proxy/api-door.js';
import { SessionCookie } from './session/session-cookie.js';
import { SessionStore } from './session/session-store.js';
import { nestLogger } from './telemetry/logger.js';

/** The whole product, ready to listen: what `main.ts` runs, and what the tests talk to. */
export async function createApp(config: Config, logger: Logger): Promise<NestExpressApplication> {
  const server = new HttpServer(config);
  const app = await NestFactory.create<NestExpressApplication>(
    AppModule.with(config, logger),
    server,
    {
      bodyParser: false,
      logger: nestLogger(logger),
      abortOnError: false,
    },
  );
  const door = app.get(ApiDoor);
  setUpPipeline(app, server, {
    config,
    logger,
    apis: (request, response) => door.serve(request, response),
    frontEnd: serveFrontEnd(config, server.getInstance<Express>()),
    session: sessionMiddleware(app.get(SessionCookie), app.get(SessionStore)),
  });
  return app;
}
