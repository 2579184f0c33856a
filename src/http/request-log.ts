import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { requestContext } from '../telemetry/request-context.js';
import { targetOf } from './request-target.js';

/** Gives each request its id and, where somebody wants to know, logs how it ended. */
export const requestLog = (logger: Logger): RequestHandler => {
  const logs = logger.isLevelEnabled('debug');
  return (request, response, next) => {
    const requestId = randomUUID();
    response.setHeader('X-Request-Id', requestId);
    requestContext.run({ requestId }, () => {
      if (logs) logEnd(logger, request, response);
      next();
    });
  };
};

function logEnd(logger: Logger, request: Request, response: Response): void {
  const startedAt = performance.now();
  response.once('close', () => {
    const status = response.writableFinished ? response.statusCode : 'aborted';
    const ms = Math.round(performance.now() - startedAt);
    logger.debug({ ...targetOf(request), status, ms }, 'request');
  });
}
