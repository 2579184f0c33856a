import { buffer } from 'node:stream/consumers';
import { type Readable, Transform, type TransformCallback } from 'node:stream';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { RequestFailed } from '../http/failures/failure.js';

const MAX_BYTES = 10 * 1024 * 1024; // what an HTTP API takes
/** A body up to here is read first and then sent, which costs less, and can be sent again. */
const MAX_BUFFERED_BYTES = 64 * 1024;

/**
 * What a request brings for the API: a small body as a Buffer, which can be sent more than once, any
 * other as a stream, which fails with `body_too_large` where it grows too long.
 *
 * @throws RequestFailed `body_too_large`, before anything is read, where the request says its length
 */
export async function bodyOf(
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Readable | Buffer | undefined> {
  const { headers } = request;
  const chunked = headers['transfer-encoding'] !== undefined; // RFC 9112 §6.3
  const length = Number(headers['content-length'] ?? 0);
  if (!chunked && length === 0) return undefined;
  if (length > MAX_BYTES) throw new RequestFailed('body_too_large');

  // RFC 9110 §10.1.1: who asks first whether to send a body waits for this; HTTP/1.0 can't ask
  if (headers.expect !== undefined && request.httpVersion !== '1.0') response.writeContinue();
  if (chunked || length > MAX_BUFFERED_BYTES) return request.pipe(atMost(MAX_BYTES));
  return buffer(request).catch((cause: unknown) => {
    throw new RequestFailed('bad_request', { cause }); // it broke off, and nobody is there to be answered
  });
}

function atMost(bytes: number): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done: TransformCallback) {
      seen += chunk.length;
      if (seen > bytes) done(new RequestFailed('body_too_large'));
      else done(null, chunk);
    },
  });
}
