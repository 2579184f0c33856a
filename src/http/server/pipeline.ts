import type { NestExpressApplication } from '@nestjs/platform-express';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { Config } from '../../config/config.js';
import { serveAssets } from '../rendering/assets.js';
import { apisAsOneRoute, spokenProtocol } from './protocol.js';
import { requestLog } from './request-log.js';
import { securityHeaders } from './security-headers.js';

/**
 * What each request passes, in this order, before Nest finds its route and the guards of
 * `app.module.ts` decide. No body is parsed on the way: the proxy streams it on.
 */
export function setUpPipeline(
  app: NestExpressApplication,
  { config, logger, session }: { config: Config; logger: Logger; session: RequestHandler },
): void {
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple'); // a parameter is a string or a list of them, never an object
  app.set('trust proxy', config.trustProxyHops);

  app.use(
    inOrder([
      requestLog(logger),
      securityHeaders(config),
      spokenProtocol,
      serveAssets,
      apisAsOneRoute(config),
      session,
    ]),
  );
}

/** Several steps as one, since Express's own way from each to the next costs more than most do. */
const inOrder =
  (steps: readonly RequestHandler[]): RequestHandler =>
  (request, response, next) => {
    const run = (index: number, error?: unknown): void => {
      const step = steps[index];
      if (error !== undefined || !step) next(error);
      else void step(request, response, (failure?: unknown) => run(index + 1, failure));
    };
    run(0);
  };
