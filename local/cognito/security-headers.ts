import type { RequestHandler } from 'express';
import type { Settings } from './settings.js';

/** Nothing inline, nothing from elsewhere. */
export const securityHeaders = ({ callbackUrls }: Settings['client']): RequestHandler => {
  // Chromium applies form-action to redirects as well, and a sign-in ends at the application.
  const applications = [...new Set(callbackUrls.map((url) => new URL(url).origin))];
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self' data:", // the QR code, and Pico's icons
    `form-action 'self' ${applications.join(' ')}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  return (_request, response, next) => {
    response.set({
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'cache-control': 'no-store',
    });
    next();
  };
};
