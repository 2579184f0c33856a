import type { RequestHandler } from 'express';
import type { UserPools } from './pools.js';

/** Nothing inline, nothing from elsewhere. */
export function securityHeaders(pools: UserPools): RequestHandler {
  const policy = () =>
    [
      "default-src 'none'",
      "style-src 'self'",
      "script-src 'self'",
      "img-src 'self' data:", // the QR code
      `form-action 'self' ${applicationsOf(pools).join(' ')}`,
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; ');
  return (_request, response, next) => {
    response.set({
      'content-security-policy': policy(),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'cache-control': 'no-store',
    });
    next();
  };
}

/** Chromium applies form-action to redirects as well, and a sign-in ends at an application. */
function applicationsOf(pools: UserPools): string[] {
  const urls = pools
    .all()
    .flatMap(({ settings }) => settings.Clients.flatMap((one) => one.CallbackURLs));
  const origins = urls.map((url) => {
    const { origin, protocol } = new URL(url);
    return origin === 'null' ? protocol : origin; // an application's own scheme
  });
  return [...new Set(origins)];
}
