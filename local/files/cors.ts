import type { IncomingMessage } from 'node:http';
import { S3Error } from './aws-error.js';
import type { BucketAnswer } from './bucket.js';

/** The bucket's one rule: pages of this origin post. No header needs to be allowed for that. */
export function preflight(request: IncomingMessage, pageOrigin: string): BucketAnswer {
  const { origin, 'access-control-request-method': method } = request.headers;
  if (origin !== pageOrigin || method !== 'POST') {
    throw new S3Error(403, 'AccessForbidden', 'CORSResponse: This CORS request is not allowed.');
  }
  return {
    status: 200,
    headers: { 'access-control-allow-methods': 'POST', 'access-control-max-age': '3600' },
  };
}

export const corsHeaders = (
  { headers: { origin } }: IncomingMessage,
  pageOrigin: string,
): Record<string, string> =>
  origin === pageOrigin ? { 'access-control-allow-origin': origin, vary: 'Origin' } : {};
