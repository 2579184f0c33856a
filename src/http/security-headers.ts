import type { RequestHandler } from 'express';
import helmet from 'helmet';
import type { Config } from '../config/config.js';

const YEAR_SECONDS = 31_536_000;

/**
 * The headers of ASVS 5, 3.4. Everything is refused but our own scripts, styles and pictures.
 * `form-action` names Cognito's origin, since Chromium applies it to redirects too: the sign-in
 * button and the sign-out form both end up there.
 */
export const securityHeaders = ({ https, cognito }: Config): RequestHandler =>
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
  });

/** Nothing that this server says is to be kept, but for what says otherwise (`assets`). */
export const noStore: RequestHandler = (_request, response, next) => {
  response.set('Cache-Control', 'no-store');
  next();
};
