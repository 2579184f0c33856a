import type { RequestHandler } from 'express';

/**
 * Lets pages of every origin call what Cognito lets them call: no cookie counts there, so that an
 * answer holds nothing but what the caller proved to know. The hosted pages aren't among it.
 */
export const cors: RequestHandler = (request, response, next) => {
  response.set({
    'access-control-allow-origin': '*',
    'access-control-expose-headers': 'x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date',
  });
  if (request.method !== 'OPTIONS') return next();
  response.set({
    'access-control-allow-methods': 'GET, POST, OPTIONS',
    'access-control-allow-headers': request.get('access-control-request-headers') ?? '*',
    'access-control-max-age': '172800',
  });
  return response.status(200).end();
};
