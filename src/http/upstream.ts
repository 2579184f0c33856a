import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Agent, type Dispatcher, errors } from 'undici';
import { CONFIG, type Config } from '../config/config.js';
import { RequestFailed } from './failure.js';

const CONNECT_TIMEOUT_MS = 5_000;
const FIRST_BYTE_TIMEOUT_MS = 30_000; // what an HTTP API itself allows an integration

export interface UpstreamRequest {
  readonly method: string;
  /** Below API_URL: starts with a slash, may have a query, goes out as it is. */
  readonly path: string;
  readonly tokens: { readonly accessToken: string; readonly idToken: string };
  readonly headers?: IncomingHttpHeaders;
  readonly body?: Readable;
  readonly signal?: AbortSignal;
}

/** The JWT-protected API behind this server, called with a user's token. */
@Injectable()
export class Upstream implements OnApplicationShutdown {
  private readonly origin: string;
  private readonly basePath: string;
  private readonly agent = new Agent({
    connect: { timeout: CONNECT_TIMEOUT_MS },
    headersTimeout: FIRST_BYTE_TIMEOUT_MS,
    bodyTimeout: 0, // a stream that runs may run
  });

  constructor(@Inject(CONFIG) private readonly config: Config) {
    const { origin, pathname } = new URL(config.api.url);
    this.origin = origin;
    this.basePath = pathname.replace(/\/$/, '');
  }

  /**
   * Sends the request and gives the answer, its body unread.
   *
   * @throws RequestFailed `upstream_unreachable`, `upstream_timeout`, or `upstream_rejected_token`
   *   where the API didn't accept the token
   */
  async request(wish: UpstreamRequest): Promise<Dispatcher.ResponseData> {
    const { method, path, tokens, headers, body, signal } = wish;
    const token = this.config.api.token === 'id' ? tokens.idToken : tokens.accessToken;
    const answer = await this.agent
      .request({
        origin: this.origin,
        path: this.basePath + path,
        method,
        headers: { ...headers, authorization: `Bearer ${token}` },
        body: body ?? null,
        signal: signal ?? null,
      })
      .catch((cause: unknown) => {
        if (signal?.aborted) throw cause;
        const late = cause instanceof errors.HeadersTimeoutError;
        throw new RequestFailed(late ? 'upstream_timeout' : 'upstream_unreachable', { cause });
      });
    if (answer.statusCode !== 401) return answer;
    await answer.body.dump();
    throw new RequestFailed('upstream_rejected_token');
  }

  onApplicationShutdown(): Promise<void> {
    return this.agent.close();
  }
}
