import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Agent, type Dispatcher, errors } from 'undici';
import { CONFIG, type Config } from '../config/config.js';
import { Failure, RequestFailed } from './failure.js';

const CONNECT_TIMEOUT_MS = 5_000;
const TIME_LIMIT_MS = 30_000; // what an HTTP API itself allows an integration

/** Header fields by name, in lower case. */
export type Headers = NodeJS.Dict<string | string[]>;

export interface UpstreamRequest {
  readonly method: string;
  /** Below API_URL: starts with a slash, may have a query, goes out as it is. */
  readonly path: string;
  readonly tokens: { readonly accessToken: string; readonly idToken: string };
  readonly headers?: Headers;
  readonly body?: Readable | Buffer | undefined;
  /** How long the API may take to its first byte. */
  readonly timeLimitMs?: number;
}

/** The JWT-protected API behind this server, called with a user's token. */
@Injectable()
export class Upstream implements OnApplicationShutdown {
  private readonly origin: string;
  private readonly basePath: string;
  private readonly agent = new Agent({
    connect: { timeout: CONNECT_TIMEOUT_MS },
    bodyTimeout: 0, // a stream that runs may run
    allowH2: false, // one protocol, the one that the tests prove
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
    const answer = await this.agent.request(this.dispatchOptions(wish)).catch((cause: unknown) => {
      throw asFailure(cause);
    });
    if (answer.statusCode !== 401) return answer;
    await answer.body.dump();
    throw new RequestFailed('upstream_rejected_token');
  }

  /**
   * Sends the request, and the answer on to the browser as it comes in, with `headersFor` its
   * headers. Whoever hangs up first, browser or API, ends the other's connection too.
   *
   * @throws RequestFailed as `request` does, or where either of the two hung up halfway
   */
  forward(
    wish: UpstreamRequest,
    response: ServerResponse,
    headersFor: (headers: Headers) => Headers,
  ): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const answer = new AnswerStream(response, headersFor, resolve, reject);
    this.agent.dispatch(this.dispatchOptions(wish), answer);
    return promise;
  }

  onApplicationShutdown(): Promise<void> {
    return this.agent.close();
  }

  private dispatchOptions(wish: UpstreamRequest) {
    const { method, path, tokens, headers, body, timeLimitMs } = wish;
    const token = this.config.api.token === 'id' ? tokens.idToken : tokens.accessToken;
    return {
      origin: this.origin,
      path: this.basePath + path,
      method,
      headers: { ...headers, authorization: `Bearer ${token}` },
      body: body ?? null,
      headersTimeout: timeLimitMs ?? TIME_LIMIT_MS,
    } satisfies Dispatcher.DispatchOptions;
  }
}

/**
 * Writes an answer to the browser as it arrives, and stops reading while the browser is slower. Plain
 * callbacks: for the small answers that most are, a stream in between costs as much as the rest.
 */
class AnswerStream implements Dispatcher.DispatchHandler {
  private complete = false;

  constructor(
    private readonly response: ServerResponse,
    private readonly headersFor: (headers: Headers) => Headers,
    private readonly done: () => void,
    private readonly failed: (error: Error) => void,
  ) {}

  onRequestStart(controller: Dispatcher.DispatchController): void {
    const hangUp = () => {
      if (!this.complete) controller.abort(new Error('the browser hung up'));
    };
    if (this.response.destroyed) hangUp();
    else this.response.once('close', hangUp);
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: Headers,
  ): void {
    if (status < 200) return; // RFC 9110 §15.2: not the answer yet
    if (status === 401) {
      controller.abort(new RequestFailed('upstream_rejected_token'));
      return;
    }
    this.response.writeHead(status, this.headersFor(headers));
    // Events may be long in coming, so the head goes ahead. flushHeaders() would send it as UTF-8.
    if (headers['content-length'] === undefined) this.response.write('', 'latin1');
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.response.write(chunk)) return;
    controller.pause();
    this.response.once('drain', () => controller.resume());
  }

  onResponseEnd(): void {
    this.complete = true;
    this.response.end();
    this.done();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.failed(asFailure(error));
  }
}

function asFailure(cause: unknown): Failure {
  if (cause instanceof Failure) return cause;
  const late = cause instanceof errors.HeadersTimeoutError;
  return new RequestFailed(late ? 'upstream_timeout' : 'upstream_unreachable', { cause });
}
