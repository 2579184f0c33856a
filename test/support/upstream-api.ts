import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { decodeJwt } from 'jose';
import { HttpServer } from './http-server.js';

interface Received {
  method: string | undefined;
  /** Path and query, as they stood in the request line. */
  target: string | undefined;
  headers: IncomingMessage['headers'];
  /** Names and values in turn, as they came. */
  rawHeaders: string[];
  bytes: Promise<Buffer>;
  /** The bytes as UTF-8. */
  body: Promise<string>;
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** The API behind the product: it keeps what it was sent, and answers as a test says. */
export class UpstreamApi {
  readonly received: Received[] = [];
  answer: Answer = greet;

  private readonly http = new HttpServer((request, response) => {
    const { method, url: target, headers, rawHeaders } = request;
    const bytes = buffer(request);
    const body = bytes.then(String);
    body.catch(() => undefined); // a test that never looks at an aborted body has no use for its error
    this.received.push({ method, target, headers, rawHeaders, bytes, body });
    this.answer(request, response);
  });

  static async start(): Promise<UpstreamApi> {
    const api = new UpstreamApi();
    await api.http.start();
    return api;
  }

  /** With a path, as API Gateway has its stage. */
  get url(): string {
    return `${this.http.origin}/stage`;
  }
  get last(): Received {
    const last = this.received.at(-1);
    if (last === undefined) throw new Error('The API was not called');
    return last;
  }

  /** Forgets what it was sent, and answers as in the beginning. */
  reset(): void {
    this.received.length = 0;
    this.answer = greet;
  }
  async stop(): Promise<void> {
    await this.http.stop();
  }
  async restart(): Promise<void> {
    await this.http.stop();
    await this.http.start();
  }
}

/** The shape of what the Lambda answers. */
const greet: Answer = (request, response) => {
  const claims = decodeJwt(request.headers.authorization?.replace('Bearer ', '') ?? '');
  const username = String(claims['username'] ?? claims['cognito:username']);
  const message = `Hello ${username}, welcome to the test`;
  const body = { message, sub: claims.sub, username, groups: [], admin: false };
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};
