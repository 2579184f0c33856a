import { Readable } from 'node:stream';
import { All, Controller, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { TokenSet } from '../cognito/token-set.js';
import { CONFIG, type Config } from '../config/config.js';
import { SameOriginOnly } from '../http/guards/route-marks.js';
import { Upstream } from '../api/upstream.js';
import { Sessions } from '../session/sessions.js';
import { ApiCalls, tokensOf } from '../api/api-calls.js';
import { requestHeaders, responseHeaders } from './headers.js';
import { InFlight } from '../api/in-flight.js';
import { Permissions } from '../api/permissions.js';
import { bodyOf } from './request-body.js';

/** Forwards what is below an API's prefix to its URL, with the user's token, as far as its policies allow. */
@SameOriginOnly()
@Controller('api')
export class ProxyController {
  private readonly headersOf: ReturnType<typeof requestHeaders>;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly permissions: Permissions,
    private readonly inFlight: InFlight,
    private readonly sessions: Sessions,
    private readonly upstream: Upstream,
    private readonly apiCalls: ApiCalls,
  ) {
    this.headersOf = requestHeaders(config);
  }

  @All()
  async forward(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { method, originalUrl: target } = request;
    const call = this.permissions.check({ method, target }, request, response);
    this.inFlight.enter(request);
    let body: Readable | Buffer | undefined;
    try {
      const headers = this.headersOf(request);
      body = await bodyOf(request, response);
      const send = (tokens: TokenSet) =>
        this.upstream.forward({ ...call, tokens, headers, body }, response, (answered) => {
          this.sessions.used(request);
          return responseHeaders(call.api, answered, call.path);
        });
      // A stream can't be sent twice, should the API reject the token.
      if (body instanceof Readable) await send(tokensOf(request));
      else await this.apiCalls.withTokens(request, send);
    } finally {
      this.inFlight.leave(request);
      // A socket that nobody reads would never be seen to close.
      if (body instanceof Readable) request.unpipe().resume();
    }
  }
}
