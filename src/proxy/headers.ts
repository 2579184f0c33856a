import type { Request } from 'express';
import type { Config } from '../config/config.js';
import { DATA_POLICY } from '../http/rendering/content-policy.js';
import { addressOf } from '../http/requests/client-address.js';
import type { Headers } from '../api/upstream-answer.js';
import type { Api } from '../api/apis.js';
import { currentRequestId } from '../telemetry/request-context.js';

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
  'location',
  'retry-after',
  'vary',
] as const;

/** Those of `names` that are there, but for what `Connection` says is for the next hop alone (RFC 9110 §7.6.1). */
function pick(headers: Headers, names: readonly string[]): Headers {
  const hop = hopByHop(headers);
  const picked: Headers = {};
  for (const name of names) {
    if (headers[name] !== undefined && !hop?.includes(name)) picked[name] = headers[name];
  }
  return picked;
}

function hopByHop({ connection }: Headers): readonly string[] | undefined {
  if (connection === undefined || connection === 'keep-alive') return undefined; // as nearly always
  return String(connection)
    .toLowerCase()
    .split(/[ ,\t]+/); // a list may come in several lines
}

/** Gives the headers of a request to the API. Who forwarded it is stated by us, never passed on. */
export function requestHeaders({ publicUrl }: Config): (request: Request) => Headers {
  const { host, protocol } = new URL(publicUrl);
  return (request) => {
    const headers = pick(request.headers, FORWARDED_REQUEST_HEADERS);
    headers['x-forwarded-for'] = addressOf(request);
    headers['x-forwarded-host'] = host;
    headers['x-forwarded-proto'] = protocol.slice(0, -1);
    headers['x-request-id'] = currentRequestId();
    return headers;
  };
}

/** The headers of an answer to the browser, which is data whatever the API says of it. */
export function responseHeaders(api: Api, answered: Headers, path: string): Headers {
  const headers = pick(answered, FORWARDED_RESPONSE_HEADERS);
  const { location } = headers;
  if (location !== undefined) {
    const lines = [location].flat(); // of which there should be one
    headers['location'] = lines.map((line) => api.ourLocation(line, path));
  }
  headers['content-security-policy'] = DATA_POLICY;
  return headers;
}
