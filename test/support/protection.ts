type Header = (name: string) => string | string[] | undefined;

/** What nothing that the product says may carry: who made it, and a way for other origins to read it. */
const TELLTALES = [
  'server',
  'x-powered-by',
  'via',
  'etag',
  'access-control-allow-origin',
  'access-control-allow-credentials',
];

/** What of an answer protects its browser, to compare with `PROTECTED`. */
export const protectionOf = (header: Header) => ({
  policy: header('content-security-policy'),
  sniffing: header('x-content-type-options'),
  frames: header('x-frame-options'),
  referrer: header('referrer-policy'),
  opener: header('cross-origin-opener-policy'),
  resource: header('cross-origin-resource-policy'),
  transport: header('strict-transport-security'),
  caching: header('cache-control'),
  telltales: TELLTALES.filter((name) => header(name) !== undefined),
});

/** What every answer carries over https (ASVS 5, 3.4). */
export const PROTECTED = {
  policy: expect.stringMatching(/default-src 'none'.*frame-ancestors 'none'/),
  sniffing: 'nosniff',
  frames: 'DENY',
  referrer: 'same-origin',
  opener: 'same-origin',
  resource: 'same-origin',
  transport: 'max-age=31536000; includeSubDomains',
  caching: 'no-store',
  telltales: [],
};
