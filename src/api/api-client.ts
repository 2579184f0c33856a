import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import type { z } from 'zod';
import { RequestFailed } from '../http/failures/failure.js';
import { signedInOf } from '../tokens/signed-in.js';
import { ApiCalls } from './api-calls.js';
import { InFlight } from './in-flight.js';
import { Permissions } from './call-permissions.js';
import { Upstream } from './upstream.js';
import type { ReadAnswer } from './upstream-answers.js';

/** What an API says about the person's wish, and what it is to a page that asked for them. */
const PERSONS = new Map<number, 'forbidden' | 'not_found'>([
  [403, 'forbidden'],
  [404, 'not_found'],
]);

/** What pages ask an API, in the name of who is signed in: by the same policies, token and limits as `/api`. */
@Injectable()
export class ApiClient {
  constructor(
    private readonly permissions: Permissions,
    private readonly inFlight: InFlight,
    private readonly apiCalls: ApiCalls,
    private readonly upstream: Upstream,
  ) {}

  /**
   * GETs JSON of this shape for the page that `request` asked for. `target` begins with the API's prefix,
   * as browsers ask for it: `/api/orders`.
   *
   * @throws RequestFailed `forbidden`, `not_found` as the policies or the API say; `upstream_failed` for
   *   any other answer, or one of another shape; and as `Upstream.request` does
   */
  async json<T>(request: Request, target: string, schema: z.ZodType<T>): Promise<T> {
    const { status, content } = await this.answerTo(target, request);
    if (status !== 200) throw new RequestFailed(PERSONS.get(status) ?? 'upstream_failed');
    const parsed = schema.safeParse(parsedJson(content));
    if (parsed.success) return parsed.data;
    throw new RequestFailed('upstream_failed', { cause: parsed.error });
  }

  private async answerTo(target: string, request: Request): Promise<ReadAnswer> {
    const signedIn = signedInOf(request);
    const { user, session } = signedIn;
    const { res: response } = request;
    if (!response) throw new TypeError('Express gives each request its response');
    const call = this.permissions.check({ method: 'GET', target }, user, request);
    this.inFlight.enter(session, request);
    try {
      return await this.apiCalls.withTokens(signedIn, (tokens) =>
        this.upstream.request({ ...call, tokens }, response),
      );
    } finally {
      this.inFlight.leave(session);
    }
  }
}

function parsedJson(content: Buffer): unknown {
  try {
    return JSON.parse(content.toString());
  } catch (cause) {
    throw new RequestFailed('upstream_failed', { cause });
  }
}
