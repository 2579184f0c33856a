import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';

/** The CORS configuration of an HTTP API, under the names of its own API. */
export interface Cors {
  /** `*`, `https://*`, `http://*`, or origins. */
  allowOrigins: string[];
  allowMethods?: string[];
  allowHeaders?: string[];
  exposeHeaders?: string[];
  /** Seconds for which a browser may remember the answer. */
  maxAge?: number;
  allowCredentials?: boolean;
}

/** Whether a browser asks what it may send: no route is needed for that, and no token. */
export const isPreflight = ({ method, headers }: IncomingMessage): boolean =>
  method === 'OPTIONS' &&
  headers.origin !== undefined &&
  headers['access-control-request-method'] !== undefined;

/** What an answer tells a browser. Those of a function's own headers of this kind are ignored. */
export function corsHeaders(cors: Cors, request: IncomingMessage): OutgoingHttpHeaders {
  const { origin } = request.headers;
  const allowed = origin === undefined ? undefined : allowedOrigin(cors.allowOrigins, origin);
  if (allowed === undefined) return {};
  const { allowMethods, allowHeaders, exposeHeaders, maxAge, allowCredentials } = cors;
  return {
    'access-control-allow-origin': allowed,
    ...onlyIf(allowCredentials, { 'access-control-allow-credentials': 'true' }),
    ...(isPreflight(request)
      ? {
          ...onlyIf(allowMethods, { 'access-control-allow-methods': allowMethods?.join(',') }),
          ...onlyIf(allowHeaders, { 'access-control-allow-headers': allowHeaders?.join(',') }),
          ...onlyIf(maxAge !== undefined, { 'access-control-max-age': String(maxAge) }),
        }
      : onlyIf(exposeHeaders, { 'access-control-expose-headers': exposeHeaders?.join(',') })),
  };
}

const onlyIf = (isSaid: unknown, headers: OutgoingHttpHeaders) => (isSaid ? headers : {});

function allowedOrigin(allowed: string[], origin: string): string | undefined {
  if (allowed.includes('*')) return '*';
  const scheme = `${origin.split('://')[0]}://*`;
  return allowed.includes(origin) || allowed.includes(scheme) ? origin : undefined;
}

export const withoutCors = (headers: OutgoingHttpHeaders): OutgoingHttpHeaders =>
  Object.fromEntries(
    Object.entries(headers).filter(([name]) => !name.startsWith('access-control-')),
  );
