import { promisify } from 'node:util';
import express, { type Request, type Response } from 'express';
import type { z } from 'zod';
import { RequestFailed } from '../failures/failure.js';

/** More than any form of a page needs: files don't come this way. */
const MAX_BYTES = 16 * 1024;
const MAX_FIELDS = 50;

const parse = promisify<Request, Response, void>(
  express.urlencoded({
    extended: false,
    limit: MAX_BYTES,
    parameterLimit: MAX_FIELDS,
    inflate: false, // browsers compress no forms, and few bytes could become many
  }),
);

/**
 * The fields of a form that a page of ours sent. A route asks for them, and so only what its guards let
 * pass is read at all. `schema` says what the form can send: a field that is typed is any text there, and
 * what is wrong with that text is for the page to say.
 *
 * @throws RequestFailed `body_too_large`, or `bad_request` where no form of ours sends such a thing
 */
export async function readForm<Fields>(
  request: Request,
  response: Response,
  schema: z.ZodType<Fields>,
): Promise<Fields> {
  // RFC 9110 §10.1.1: who asks first whether to send a body waits for this; HTTP/1.0 can't ask
  const { expect } = request.headers;
  if (expect !== undefined && request.httpVersion !== '1.0') response.writeContinue();
  try {
    await parse(request, response);
  } catch (cause) {
    const isTooLarge = cause instanceof Error && 'status' in cause && cause.status === 413;
    throw new RequestFailed(isTooLarge ? 'body_too_large' : 'bad_request', { cause });
  }
  const fields = schema.safeParse(request.body);
  if (!fields.success) throw new RequestFailed('bad_request', { cause: fields.error });
  return fields.data;
}
