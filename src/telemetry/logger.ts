import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger, pino } from 'pino';
import type { Config } from '../config/config.js';
import { requestContext } from './request-context.js';

/** Injection token of the pino `Logger`. */
export const LOGGER = Symbol('logger');

/** JSON lines on stdout, or where else they should go, each with the id of the request it belongs to. */
export const createLogger = (
  { logLevel }: Pick<Config, 'logLevel'>,
  destination: DestinationStream = pino.destination(),
): Logger =>
  pino(
    {
      level: logLevel,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
      serializers: { err: describeError },
      mixin: () => {
        const { requestId, sub, span } = requestContext.getStore() ?? {};
        return { requestId, sub, ...(span && { traceId: span.spanContext().traceId }) };
      },
    },
    destination,
  );

/**
 * What of an error is logged: an allow-list, for openid-client hangs tokens and claims onto its own.
 * The stack names the causes too.
 */
function describeError(error: Error) {
  const { type, message, stack } = pino.stdSerializers.err(error);
  return { type, message, stack };
}

/** Nest's own messages on the same logger. What Nest tells of its start-up is for debugging only. */
export const nestLogger = (logger: Logger): LoggerService => ({
  log: (message: string, context: string) => logger.debug({ context }, message),
  debug: (message: string, context: string) => logger.trace({ context }, message),
  verbose: (message: string, context: string) => logger.trace({ context }, message),
  warn: (message: string, context: string) => logger.warn({ context }, message),
  error: (message: string, stack: string, context: string) =>
    logger.error({ stack, context }, message),
});
