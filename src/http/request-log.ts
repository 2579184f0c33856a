import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import { requestContext } from '../telemetry/request-context.js';

/**
 * Gives each request its id and logs how it ended. The path goes without its query, which may hold
 * an authorization code and a state.
 */
export const requestLog =
  (logger: Logger): RequestHandler =>
  (request, response, next) => {
    const requestId = randomUUID();
    const startedAt = performance.now();
    const { method, path } = request;
    response.set('X-Request-Id', requestId);
    requestContext.run({ requestId }, () => {
      response.once('close', () => {
        const status = response.writableFinished ? response.statusCode : 'aborted';
        const ms = Math.round(performance.now() - startedAt);
        logger.debug({ method, path, status, ms }, 'request');
      });
      next();
    });
  };
