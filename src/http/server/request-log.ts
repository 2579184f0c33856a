import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { Config } from '../../config/config.js';
import { cleaned } from '../../telemetry/cleaned.js';
import type { Metrics } from '../../telemetry/metrics.js';
import { type RequestContext, requestContext } from '../../telemetry/request-context.js';
import { endSpan, type Tracing } from '../../telemetry/tracing.js';
import { addressOf } from '../requests/client-address.js';
import { targetOf } from '../requests/request-target.js';

const MAX_BROWSER_LENGTH = 256;

interface Telemetry {
  readonly metrics: Metrics;
  readonly tracing: Tracing;
}

type Serve = (requestId: string) => void;

/** Gives each request its id, measures it and, where somebody wants to know, logs how it ended. */
export function requestLog(config: Config, logger: Logger, { metrics, tracing }: Telemetry) {
  const hasFiles = config.files !== undefined;
  const logs = logger.isLevelEnabled('debug');
  return (request: IncomingMessage, response: ServerResponse, serve: Serve): void => {
    const requestId = randomUUID();
    const origin = () => ({
      address: addressOf(request, config),
      browser: cleaned(request.headers['user-agent'], MAX_BROWSER_LENGTH),
    });
    const span = tracing.begin(request);
    const context: RequestContext = { requestId, hasFiles, origin, ...(span && { span }) };
    const startedAt = performance.now();
    metrics.began();
    response.once('close', () => {
      const ms = performance.now() - startedAt;
      const { method = '' } = request;
      const status = response.writableFinished ? response.statusCode : undefined;
      const served = { method, route: context.route ?? routeOf(request), status, ms };
      metrics.served(served);
      if (span) endSpan(span, served, requestId);
      if (!logs) return;
      const ended = { ...targetOf(request), status: status ?? 'aborted', ms: Math.round(ms) };
      requestContext.run(context, () => logger.debug(ended, 'request'));
    });
    requestContext.run(context, () => serve(requestId));
  };
}

/** Express leaves with the request which route took it. */
const routeOf = (request: IncomingMessage & { route?: { path?: unknown } }): string | undefined =>
  typeof request.route?.path === 'string' ? request.route.path : undefined;
