import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';

/** An HTTP server on localhost that can go away, come back on the same port, or fall silent. */
export class HttpServer {
  private server: Server;
  private port = 0;
  private silent = false;

  constructor(private readonly handle: RequestListener) {
    this.server = this.create();
  }

  get origin(): string {
    return `http://localhost:${this.port}`;
  }

  async start(): Promise<this> {
    this.server = this.create();
    this.server.listen(this.port, 'localhost');
    await once(this.server, 'listening');
    this.port = portOf(this.server);
    this.silent = false;
    return this;
  }

  /** Refuses connections from now on, and drops those that are open. */
  async stop(): Promise<void> {
    if (!this.server.listening) return;
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  /** Accepts requests from now on and answers none. */
  hang(): void {
    this.silent = true;
  }

  private create(): Server {
    return createServer((request, response) => {
      if (!this.silent) this.handle(request, response);
    });
  }
}

/** A port that was free a moment ago: for a server whose own address must be known before it starts. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, 'localhost');
  await once(probe, 'listening');
  const port = portOf(probe);
  probe.close();
  await once(probe, 'close');
  return port;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  return address.port;
}
