import { randomInt } from 'node:crypto';
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
    this.port ||= await freePort();
    this.server.listen(this.port, 'localhost');
    await once(this.server, 'listening');
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

/**
 * A port that was free a moment ago: for a server whose own address must be known before it starts, or
 * which comes back to it. It lies below those that systems give to connections that go out, any of which
 * could take it in between (RFC 6335 §6 begins them at 49152, Linux at 32768). Each of jest's workers has a
 * range of its own, mostly another one than those of other runs on this machine, and takes every second one
 * in turn: none is given out twice before it is listened on, and the next one is free too, for the product's
 * metrics.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    next = (next + 2) % PORTS_A_RANGE;
    const port = LOWEST_PORT + RANGE * PORTS_A_RANGE + next;
    const probe = createServer();
    try {
      probe.listen(port, 'localhost');
      await once(probe, 'listening');
    } catch (error) {
      if (isTaken(error)) continue;
      throw error;
    }
    probe.close();
    await once(probe, 'close');
    return port;
  }
}

const LOWEST_PORT = 16_000;
const [RANGES, PORTS_A_RANGE] = [32, 500];
// oxlint-disable-next-line node/no-process-env -- how jest tells its workers apart
const WORKER = Number(process.env['JEST_WORKER_ID'] ?? 0);
/** The workers of a run have one parent. */
const RANGE = (2 * process.ppid + WORKER) % RANGES;
/** Each spec begins somewhere else, since it knows nothing of what the one before it has left. */
let next = 2 * randomInt(PORTS_A_RANGE / 2);

/** Node's own errors are none of the `Error` that jest gives to its tests. */
const isTaken = (error: unknown) =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'EADDRINUSE';
