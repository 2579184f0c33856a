import { createServer, type Server } from 'node:http';
import { ExpressAdapter } from '@nestjs/platform-express';

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

/** Nest on Express on a Node server with limits of its own. */
export class HttpServer extends ExpressAdapter {
  override initHttpServer(): void {
    const serve = this.getInstance();
    const server: Server = createServer(LIMITS, serve);
    // Node would say "100 Continue" to anybody. Here only who reads the body does; where nobody does,
    // what the client sends next is anyone's guess, and the connection closes (RFC 9110 §10.1.1).
    server.on('checkContinue', (request, response) => {
      response.shouldKeepAlive = false;
      serve(request, response);
    });
    this.httpServer = server;
  }
}
