import { randomUUID } from 'node:crypto';
import express, { Router, type ErrorRequestHandler, type RequestHandler } from 'express';
import { CognitoError } from '../cognito-error.js';
import type { UserPools } from '../pools.js';
import { operations } from './operations.js';

const TARGET = /^AWSCognitoIdentityProviderService\.(?<name>\w+)$/u;
const JSON_1_1 = 'application/x-amz-json-1.1';

/** `POST /`: the user-pool API, `cognito-idp`, in the protocol AWS JSON 1.1. */
export function userPoolApi(pools: UserPools, log: (line: string) => void): Router {
  const call: RequestHandler = async (request, response) => {
    const target = request.get('x-amz-target') ?? '';
    const name = TARGET.exec(target)?.groups?.['name'] ?? '';
    const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (!operation) {
      log(`The local Cognito has no operation ${JSON.stringify(target.slice(0, 200))}.`);
      throw new CognitoError('UnknownOperationException', 'Unknown operation.');
    }
    if (operation.signed && !request.get('authorization')?.startsWith('AWS4-HMAC-SHA256 ')) {
      throw new CognitoError('MissingAuthenticationTokenException', 'Missing Authentication Token');
    }
    const answer = await operation.call(pools, bodyOf(request.body));
    response.end(JSON.stringify(answer ?? {}));
  };

  const fail: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
    const [status, code, message] = refusalOf(error);
    if (status === 500) log(error instanceof Error ? (error.stack ?? '') : String(error));
    response.set({ 'x-amzn-errortype': `${code}:`, 'x-amzn-errormessage': plain(message) });
    response.status(status).end(JSON.stringify({ __type: code, message }));
  };

  const router = Router();
  router.post('/', identify, express.text({ type: () => true, limit: '256kb' }), call, fail);
  return router;
}

const identify: RequestHandler = (_request, response, next) => {
  response.set({ 'x-amzn-requestid': randomUUID(), 'content-type': JSON_1_1 });
  next();
};

/** What a header may hold. */
const plain = (text: string): string => text.replaceAll(/[^\x20-\x7e]/gu, '?');

function bodyOf(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch (cause) {
    throw new CognitoError('SerializationException', 'The body is not JSON.', { cause });
  }
}

function refusalOf(error: unknown): [status: number, code: string, message: string] {
  if (error instanceof CognitoError) return [400, error.code, error.message];
  // Express and its parsers put the status of a bad request on the error.
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 500;
  if (status === 413) return [413, 'RequestEntityTooLargeException', 'The request is too large.'];
  if (status >= 400 && status < 500) return [400, 'SerializationException', 'Bad request.'];
  return [500, 'InternalErrorException', 'Something went wrong. It is in the terminal.'];
}
