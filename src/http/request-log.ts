import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import { targetOf } from './request-target.js';
import { requestContext } from '../telemetry/request-context.js';

/** Gives each request its id and logs how it ended. */
export const requestLog =
  (logger: Logger): RequestHandler =>
  (request, response, next) => {
    const requestId = randomUUID();
    const startedAt = performance.now();
    response.setHeader('X-Request-Id', requestId);
    requestContext.run({ requestId }, () => {
      response.once('close', () => {
        const status = response.writableFinished ? response.statusCode : 'aborted';
        const ms = Math.round(performance.now() - startedAt);
        logger.debug({ ...targetOf(request), status, ms }, 'request');
      });
      next();
    });
  };
