import type { IncomingMessage } from 'node:http';
import type { AllowedCall } from '../api/call-permissions.js';
import type { HeaderList, Headers } from '../api/upstream-answer.js';
import type { Config } from '../config/config.js';
import { DATA_POLICY } from '../http/answers/content-policy.js';
import { protectiveHeaders } from '../http/answers/security-headers.js';
import { addressOf } from '../http/requests/client-address.js';

/** What of a browser's request the API may see. The cookie and any Authorization aren't on it. */
const FORWARDED_REQUEST_HEADERS = [
  'accept',
  'accept-encoding',
  'accept-language',
  'content-encoding',
  'content-language',
  'content-length',
  'content-type',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'idempotency-key',
  'prefer',
  'range',
  'traceparent',
  'tracestate',
  'user-agent',
] as const;

/** Where we trace, the API is told of our trace (`Tracing`), and not of the browser's. */
const UNTRACED_REQUEST_HEADERS = FORWARDED_REQUEST_HEADERS.filter(
  (name) => name !== 'traceparent' && name !== 'tracestate',
);

/** What of the API's answer the browser may see. No Set-Cookie, no hop-by-hop header (RFC 9110 §7.6.1). */
const FORWARDED_RESPONSE_HEADERS = [
  'accept-ranges',
  'allow',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-length',
  'content-range',
  'content-type',
  'etag',
  'last-modified',
  'link',
  'retry-after',
  'vary',
] as const;

/** Adds those of `names` that are there, but for what `Connection` says is for the next hop alone (RFC 9110 §7.6.1). */
function pick(headers: Headers, names: readonly string[], list: HeaderList): void {
  const hop = hopByHop(headers);
  for (const name of names) {
    const value = headers[name];
    if (value === undefined || hop?.includes(name)) continue;
    if (typeof value === 'string') list.push(name, value);
    else for (const line of value) list.push(name, line);
  }
}

function hopByHop({ connection }: Headers): readonly string[] | undefined {
  if (connection === undefined || connection === 'keep-alive') return undefined; // as nearly always
  return String(connection)
    .toLowerCase()
    .split(/[ ,\t]+/); // a list may come in several lines
}

/** Gives the headers of a request to the API. Who forwarded it is stated by us, never passed on. */
export function requestHeaders(config: Config) {
  const forwarded = config.traces ? UNTRACED_REQUEST_HEADERS : FORWARDED_REQUEST_HEADERS;
  const { host, protocol } = new URL(config.publicUrl);
  const stated = ['x-forwarded-host', host, 'x-forwarded-proto', protocol.slice(0, -1)];
  return (request: IncomingMessage, requestId: string): HeaderList => {
    const list: HeaderList = [...stated, 'x-request-id', requestId];
    const address = addressOf(request, config);
    if (address !== undefined) list.push('x-forwarded-for', address);
    pick(request.headers, forwarded, list);
    return list;
  };
}

/** Gives the headers of an answer to the browser, which is data whatever the API says of it. */
export function responseHeaders(config: Config) {
  const ours = protectiveHeaders(config).set('Content-Security-Policy', DATA_POLICY);
  const stated = [...ours].flat();
  return ({ api, path }: AllowedCall, answered: Headers, requestId: string): HeaderList => {
    const list: HeaderList = [...stated, 'X-Request-Id', requestId];
    pick(answered, FORWARDED_RESPONSE_HEADERS, list);
    const { location } = answered;
    // there should be one at most
    for (const line of [location ?? []].flat()) list.push('location', api.ourLocation(line, path));
    return list;
  };
}
