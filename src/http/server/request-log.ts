import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { Config } from '../../config/config.js';
import { cleaned } from '../../telemetry/cleaned.js';
import { requestContext } from '../../telemetry/request-context.js';
import { addressOf } from '../requests/client-address.js';
import { targetOf } from '../requests/request-target.js';

const MAX_BROWSER_LENGTH = 256;

type Serve = (requestId: string) => void;

/** Gives each request its id and, where somebody wants to know, logs how it ended. */
export function requestLog(config: Config, logger: Logger) {
  const logs = logger.isLevelEnabled('debug');
  return (request: IncomingMessage, response: ServerResponse, serve: Serve): void => {
    const requestId = randomUUID();
    const origin = () => ({
      address: addressOf(request, config),
      browser: cleaned(request.headers['user-agent'], MAX_BROWSER_LENGTH),
    });
    requestContext.run({ requestId, origin }, () => {
      if (logs) logEnd(logger, request, response);
      serve(requestId);
    });
  };
}

function logEnd(logger: Logger, request: IncomingMessage, response: ServerResponse): void {
  const startedAt = performance.now();
  response.once('close', () => {
    const status = response.writableFinished ? response.statusCode : 'aborted';
    const ms = Math.round(performance.now() - startedAt);
    logger.debug({ ...targetOf(request), status, ms }, 'request');
  });
}
