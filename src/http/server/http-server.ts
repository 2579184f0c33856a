import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import type { Express } from 'express';
import { ExpressAdapter } from '@nestjs/platform-express';
import type { Config } from '../../config/config.js';
import { UnreadableRequests } from './unreadable-requests.js';

/** What a slow or idle client may take of a connection, in ms. */
const LIMITS = {
  /** For the head of a request. */
  headersTimeout: 15_000,
  /** For a request with its body: 10 MiB at less than a megabit a second. */
  requestTimeout: 120_000,
  /** How often the two are looked at. */
  connectionsCheckingInterval: 5_000,
  /** Longer than the 60 s of a load balancer, which must be first to hang up. */
  keepAliveTimeout: 65_000,
};

/** Express, and what it does with a request for which it finds nobody, or whose failure nobody takes. */
type Routes = (
  request: IncomingMessage,
  response: ServerResponse,
  otherwise?: (error?: unknown) => void,
) => void;

/** Gets each request, and gives it to Express where nobody else answers it. */
type OnRequest = (request: IncomingMessage, response: ServerResponse, express: Routes) => void;

/** Nest on Express on a Node server with limits of its own. */
export class HttpServer extends ExpressAdapter {
  onRequest: OnRequest = (request, response, express) => express(request, response);

  /** Whether a connection may serve for another request. */
  keepsConnections = true;

  private readonly unreadable: UnreadableRequests;

  constructor(config: Config) {
    super();
    // What the browser sees is PUBLIC_URL, whatever a proxy in between forgot to say.
    const { request } = this.getInstance<Express>();
    Object.defineProperty(request, 'secure', { value: config.https });
    this.unreadable = new UnreadableRequests(config);
  }

  override initHttpServer(): void {
    const express = this.getInstance<Routes>();
    const serve: RequestListener = (request, response) => {
      this.unreadable.noteResponse(request.socket, response);
      if (!this.keepsConnections) response.shouldKeepAlive = false;
      this.onRequest(request, response, express);
    };
    // A missing Host is a matter for `protocol.ts`, as every other wrong one.
    this.httpServer = createServer({ ...LIMITS, requireHostHeader: false }, serve);
    this.unreadable.answerOn(this.httpServer);
    // Node would answer expectations by itself. Here only who reads the body says "100 Continue";
    // where nobody does, what the client sends next is anyone's guess, and the connection closes.
    for (const event of ['checkContinue', 'checkExpectation'] as const) {
      this.httpServer.on(event, (request, response) => {
        response.shouldKeepAlive = false;
        serve(request, response);
      });
    }
  }
}
