import type { Request, RequestHandler } from 'express';
import { RequestFailed } from './failure.js';

/**
 * Refuses what of HTTP/1.1 isn't spoken here, before anybody is asked who they are, and hangs up,
 * since what would come next on the connection is in doubt.
 */
export const spokenProtocol: RequestHandler = (request, response, next) => {
  const code = unspoken(request);
  if (code === undefined) {
    next();
    return;
  }
  response.setHeader('Connection', 'close');
  throw new RequestFailed(code);
};

function unspoken({ headers, httpVersion }: Request) {
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

/**
 * Makes all of `/api` one route. What follows is the API's: Express would decode it, and refuse what
 * it can't decode. `originalUrl` keeps it as it came.
 */
export const apiAsOneRoute: RequestHandler = (request, _response, next) => {
  if (/^\/api\//i.test(request.path)) request.url = '/api';
  next();
};
