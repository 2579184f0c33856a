import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { cleaned } from '../../telemetry/cleaned.js';
import { requestContext, type RequestOrigin } from '../../telemetry/request-context.js';
import { sessionHandle } from '../../telemetry/session-handle.js';
import { addressOf } from '../requests/client-address.js';
import { targetOf } from '../requests/request-target.js';

const MAX_BROWSER_LENGTH = 256;

/** Gives each request its id and, where somebody wants to know, logs how it ended. */
export const requestLog = (logger: Logger): RequestHandler => {
  const logs = logger.isLevelEnabled('debug');
  return (request, response, next) => {
    const requestId = randomUUID();
    response.setHeader('X-Request-Id', requestId);
    requestContext.run({ requestId, origin: () => originOf(request) }, () => {
      if (logs) logEnd(logger, request, response);
      next();
    });
  };
};

function originOf(request: Request): RequestOrigin {
  const browser = cleaned(request.headers['user-agent'], MAX_BROWSER_LENGTH);
  // No session before it has been looked up, and none once the request has let go of it.
  const session = request.session?.user && sessionHandle(request.sessionID);
  return { address: addressOf(request), browser, session };
}

function logEnd(logger: Logger, request: Request, response: Response): void {
  const startedAt = performance.now();
  response.once('close', () => {
    const status = response.writableFinished ? response.statusCode : 'aborted';
    const ms = Math.round(performance.now() - startedAt);
    logger.debug({ ...targetOf(request), status, ms }, 'request');
  });
}
