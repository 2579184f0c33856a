import type { NestExpressApplication } from '@nestjs/platform-express';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { Config } from '../config/config.js';
import { serveAssets } from './assets.js';
import { spokenProtocol } from './protocol.js';
import { requestLog } from './request-log.js';
import { noStore, securityHeaders } from './security-headers.js';

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

  app.use(requestLog(logger));
  app.use(securityHeaders(config));
  app.use(noStore);
  app.use(spokenProtocol);
  app.use(serveAssets);
  app.use(session);
}
