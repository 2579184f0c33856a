import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Dispatcher } from 'undici';
import { type CallTokens, idTokenOf } from '../cognito/token-set.js';
import { Tracing } from '../telemetry/tracing.js';
import type { Api } from './apis.js';
import type { HeaderList, Headers, UpstreamAnswer } from './upstream-answer.js';
import { AnswerReader, AnswerStream, type ReadAnswer } from './upstream-answers.js';
import { freshConnections, keptConnections } from './upstream-connections.js';

const TIME_LIMIT_MS = 30_000; // what an HTTP API itself allows an integration

/** RFC 9110 §9.2.2 */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']);

export interface UpstreamRequest {
  readonly api: Api;
  readonly method: string;
  /** Below the API's URL: starts with a slash, may have a query, goes out as it is. */
  readonly path: string;
  readonly tokens: CallTokens;
  /** Names and values in turn. */
  readonly headers?: HeaderList;
  readonly body?: Readable | Buffer | undefined;
  /** How long the API may take to its first byte. */
  readonly timeLimitMs?: number;
}

/** The APIs behind this server, each called with the token that it wants. */
@Injectable()
export class Upstream implements OnApplicationShutdown {
  /** How long an answer that a page reads may take in all. */
  readonly readingTimeMs = 30_000;

  private readonly kept = new Map<Api, ReturnType<typeof keptConnections>>();
  private readonly fresh = freshConnections();

  constructor(private readonly tracing: Tracing) {}

  /**
   * Sends the request in the name of who waits for `response`, and reads the answer: up to 1 MiB of
   * it, for up to 30 s.
   *
   * @throws RequestFailed `upstream_unreachable`, `upstream_timeout`, `upstream_rejected_token` where
   *   the API didn't accept the token, `upstream_refused_headers` where it was too long, or
   *   `upstream_failed` where the answer has no end
   */
  request(wish: UpstreamRequest, response: ServerResponse): Promise<ReadAnswer> {
    return this.traced(wish, (traced) => {
      const { promise, resolve, reject } = Promise.withResolvers<ReadAnswer>();
      this.send(traced, new AnswerReader(response, this.readingTimeMs, resolve, reject));
      return promise;
    });
  }

  /**
   * Sends the request, and the answer on to the browser as it comes in, with `headersFor` its headers.
   *
   * @throws RequestFailed as `request` does, or where browser or API hung up halfway
   */
  forward(
    wish: UpstreamRequest,
    response: ServerResponse,
    headersFor: (headers: Headers) => HeaderList,
  ): Promise<void> {
    return this.traced(wish, (traced) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      this.send(traced, new AnswerStream(response, headersFor, resolve, reject));
      return promise;
    });
  }

  async onApplicationShutdown(): Promise<void> {
    const kept = [...this.kept.values()].map((connections) => connections.close());
    await Promise.all([...kept, this.fresh.close()]);
  }

  /** Does `work` with the wish, which names the span that it is done in. */
  private traced<T>(
    wish: UpstreamRequest,
    work: (wish: UpstreamRequest) => Promise<T>,
  ): Promise<T> {
    const { method, api, headers = [] } = wish;
    const attributes = { 'http.request.method': method };
    return this.tracing.around(`${method} ${api.prefix}/*`, attributes, (traceparent) =>
      work(
        traceparent === undefined
          ? wish
          : { ...wish, headers: [...headers, 'traceparent', traceparent] },
      ),
    );
  }

  /** A second try gets a connection of its own: of those that are kept, the next may be as dead. */
  private send(wish: UpstreamRequest, answer: UpstreamAnswer): void {
    const options = this.dispatchOptions(wish);
    const { api, method, body } = wish;
    answer.tokenSent = api.token !== 'none';
    if (IDEMPOTENT.has(method) && (body === undefined || Buffer.isBuffer(body))) {
      answer.again = () => void this.fresh.dispatch(options, answer);
    }
    this.keptFor(api).dispatch(options, answer);
  }

  private keptFor(api: Api) {
    const known = this.kept.get(api);
    if (known) return known;
    const connections = keptConnections(api.origin);
    this.kept.set(api, connections);
    return connections;
  }

  private dispatchOptions(wish: UpstreamRequest) {
    const { api, method, path, tokens, headers = [], body, timeLimitMs } = wish;
    return {
      origin: api.origin,
      path: api.basePath + path,
      method,
      headers: [...headers, ...authorization(api, tokens)],
      body: body ?? null,
      headersTimeout: timeLimitMs ?? TIME_LIMIT_MS,
    } satisfies Dispatcher.DispatchOptions;
  }
}

function authorization({ token }: Api, tokens: CallTokens): HeaderList {
  if (token === 'none') return [];
  return ['authorization', `Bearer ${token === 'id' ? idTokenOf(tokens) : tokens.accessToken}`];
}
