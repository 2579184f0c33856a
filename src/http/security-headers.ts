import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { RequestHandler } from 'express';
import helmet from 'helmet';
import type { Config } from '../config/config.js';

const YEAR_SECONDS = 31_536_000;

/**
 * The headers of ASVS 5, 3.4. Everything is refused but our own scripts, styles and pictures.
 * `form-action` names Cognito's origin, since Chromium applies it to redirects too: the sign-in
 * button and the sign-out form both end up there. Nothing that this server says is to be kept, but
 * for what says otherwise (`assets`).
 */
export function securityHeaders(config: Config): RequestHandler {
  const headers = new Map([...headersOf(protection(config)), ['Cache-Control', 'no-store']]);
  return (_request, response, next) => {
    response.setHeaders(headers);
    next();
  };
}

const protection = ({ https, cognito }: Config) =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'], // Pico draws its icons as data: pictures
        connectSrc: ["'self'"],
        formAction: ["'self'", new URL(cognito.domain).origin],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
    },
    strictTransportSecurity: https && { maxAge: YEAR_SECONDS, includeSubDomains: false },
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
    // What these guarded against is gone: Internet Explorer, Flash, and a filter that did harm.
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
    xDnsPrefetchControl: false, // there are no links to other hosts
  });

/** What helmet sets is the same for every answer, so it is asked once. */
function headersOf(middleware: ReturnType<typeof helmet>): [name: string, value: string][] {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  middleware(request, response, () => undefined);
  return response.getHeaderNames().map((name) => [name, String(response.getHeader(name))]);
}
