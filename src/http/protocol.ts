import type { RequestHandler } from 'express';
import { RequestFailed } from './failure.js';

/**
 * Refuses what of HTTP/1.1 isn't spoken here, before anybody is asked who they are. A WebSocket would
 * live on beside every check that a request goes through, and an HTTP API has none to connect to; any
 * other `Upgrade` is an offer, which may be passed over (RFC 9110 §7.8).
 */
export const spokenProtocol: RequestHandler = ({ headers }, _response, next) => {
  const { upgrade, 'transfer-encoding': transferCoding } = headers;
  if (upgrade !== undefined && /\bwebsocket\b/i.test(upgrade)) {
    throw new RequestFailed('websocket_unsupported');
  }
  // RFC 9112 §6.1: what can't be decoded must not be passed on as if it had been
  if (transferCoding !== undefined && transferCoding.toLowerCase() !== 'chunked') {
    throw new RequestFailed('transfer_coding_unsupported');
  }
  next();
};
