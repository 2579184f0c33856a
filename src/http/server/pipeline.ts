import type { IncomingMessage, ServerResponse } from 'node:http';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { Config } from '../../config/config.js';
import { Metrics } from '../../telemetry/metrics.js';
import { Tracing } from '../../telemetry/tracing.js';
import { serveAssets } from '../answers/assets.js';
import { protectiveHeaders } from '../answers/security-headers.js';
import { RequestFailed } from '../failures/failure.js';
import { FailureAnswers } from '../failures/failure-answers.js';
import type { HttpServer } from './http-server.js';
import { unspoken } from './protocol.js';
import { requestLog } from './request-log.js';

/** A way in beside Express. @returns whether the request was for it, and is answered by it */
type Door = (request: IncomingMessage, response: ServerResponse) => boolean;

interface Parts {
  readonly config: Config;
  readonly logger: Logger;
  /** What asks for the APIs goes this way, and no further. */
  readonly apis: Door;
  /** What is for a front end of one's own goes this way, and knows no session. */
  readonly frontEnd: RequestHandler;
  readonly session: RequestHandler;
}

/**
 * What each request passes, in this order. All get an id, and are refused what isn't spoken here; what
 * is for an API goes in by a door of its own. The rest goes through Express, where Nest finds the route
 * and the guards of `app.module.ts` decide. No body is parsed on the way: what a form brings is read by
 * its route, behind the guards (`readForm`).
 */
export function setUpPipeline(
  app: NestExpressApplication,
  server: HttpServer,
  { config, logger, apis, frontEnd, session }: Parts,
): void {
  const failures = app.get(FailureAnswers);
  const headers = protectiveHeaders(config);
  const withId = requestLog(config, logger, {
    metrics: app.get(Metrics),
    tracing: app.get(Tracing),
  });

  server.onRequest = (request, response, express) => {
    withId(request, response, (requestId) => {
      const code = unspoken(request);
      if (code !== undefined) {
        response.setHeader('Connection', 'close');
        failures.send(new RequestFailed(code), request, response);
      } else if (!apis(request, response)) {
        response.setHeaders(headers);
        response.setHeader('X-Request-Id', requestId);
        // Express has an answer of its own for what comes out at its end, such as a target that is no path.
        express(request, response, (error) => {
          failures.send(error ?? new RequestFailed('not_found'), request, response);
        });
      }
    });
  };

  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple'); // a parameter is a string or a list of them, never an object
  app.use(serveAssets);
  app.use(frontEnd);
  app.use(session);
}
