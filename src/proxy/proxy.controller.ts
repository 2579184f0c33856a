import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { All, Controller, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CONFIG, type Config } from '../config/config.js';
import { RequestFailed } from '../http/failure.js';
import { SameOriginOnly } from '../http/route-marks.js';
import { Upstream } from '../http/upstream.js';
import { forwardedPath } from './forwarded-path.js';
import { requestHeaders, responseHeaders } from './headers.js';

/** Forwards `/api/*` to `API_URL/*` with the user's token. Bodies stream both ways, unread. */
@SameOriginOnly()
@Controller('api')
export class ProxyController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly upstream: Upstream,
  ) {}

  @All('*path')
  async forward(@Req() request: Request, @Res() response: Response): Promise<void> {
    if (!request.tokens) throw new RequestFailed('not_signed_in');
    const path = forwardedPath(request.originalUrl);
    const gone = new AbortController();
    response.once('close', () => gone.abort());

    try {
      const answer = await this.upstream.request({
        method: request.method,
        path,
        tokens: request.tokens,
        headers: requestHeaders(request, this.config),
        signal: gone.signal,
        // undici cuts off a body that the API didn't want to the end; the request itself lives on.
        ...(hasBody(request) && { body: request.pipe(new PassThrough()) }),
      });
      response.writeHead(answer.statusCode, responseHeaders(answer.headers));
      await pipeline(answer.body, response);
    } catch (error) {
      if (!gone.signal.aborted) throw error; // who went away needs no answer
    } finally {
      request.unpipe().resume(); // a socket that nobody reads would never be seen to close
    }
  }
}

/** RFC 9112 §6.3: a request has a body if it says how that is framed. */
const hasBody = ({ headers }: Request) =>
  headers['transfer-encoding'] !== undefined ||
  (headers['content-length'] !== undefined && headers['content-length'] !== '0');
