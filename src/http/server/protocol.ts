import type { IncomingMessage } from 'node:http';

/**
 * What of HTTP/1.1 this request wants that isn't spoken here, as the code of the failure. Where it wants
 * any, the connection closes, since what would come next on it is in doubt.
 */
export function unspoken(request: IncomingMessage) {
  if (!namesOneHost(request)) return 'bad_request';
  const { headers, httpVersion } = request;
  const { upgrade, expect, 'transfer-encoding': transferCoding } = headers;
  // A WebSocket would live on beside every check that a request goes through, and an HTTP API has
  // none to connect to. Any other Upgrade is an offer, which may be passed over (RFC 9110 §7.8).
  if (upgrade !== undefined && /\bwebsocket\b/i.test(upgrade)) return 'websocket_unsupported';
  // RFC 9112 §6.1: what can't be decoded must not be passed on as if it had been
  if (transferCoding !== undefined && transferCoding.toLowerCase() !== 'chunked') {
    return 'transfer_coding_unsupported';
  }
  // RFC 9110 §10.1.1: there is one expectation, and in HTTP/1.0 there is none
  if (expect !== undefined && expect.toLowerCase() !== '100-continue' && httpVersion !== '1.0') {
    return 'expectation_unknown';
  }
  return undefined;
}

/** `host[:port]` as DNS and browsers have it: of what RFC 3986 §3.2.2 lets a name be, no more is in use. */
const HOST = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i;

/** RFC 9112 §3.2: two of them, or none that can be read, are a 400; in HTTP/1.0 there need be none. */
function namesOneHost({ headers: { host }, httpVersion, rawHeaders }: IncomingMessage): boolean {
  if (host === undefined) return httpVersion === '1.0';
  return HOST.test(host) && linesOf('host', rawHeaders) === 1;
}

/** How often a field stands in a head, of which Node may keep the first line alone. */
function linesOf(field: string, rawHeaders: readonly string[]): number {
  let lines = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at];
    if (name?.length === field.length && name.toLowerCase() === field) lines += 1;
  }
  return lines;
}
