import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './http-server.js';

/** The network between the product and its store, on a bad day. */
export class TcpProxy {
  private server: Server | undefined;
  private readonly sockets = new Set<Socket>();
  private delayMs = 0;
  /** Connections on which nothing arrives any more. */
  private readonly lost = new WeakSet<Socket>();
  private swallowing = false;

  private constructor(
    private target: { host: string; port: number },
    private readonly port: number,
  ) {}

  static async start(target: { host: string; port: number }): Promise<TcpProxy> {
    const proxy = new TcpProxy(target, await freePort());
    await proxy.mend();
    return proxy;
  }

  get url(): string {
    return `redis://localhost:${this.port}`;
  }

  /** Everything arrives this much later, in both directions. */
  delay(ms: number): void {
    this.delayMs = ms;
  }

  /**
   * Takes what it is sent, and nothing arrives: a machine that has gone without a word. Connections
   * of this time never come back; new ones do once it is mended.
   */
  swallow(): void {
    this.swallowing = true;
    for (const socket of this.sockets) this.lost.add(socket);
  }

  /** New connections lead elsewhere; those that are open stay where they are. */
  leadTo(target: { host: string; port: number }): void {
    this.target = target;
  }

  /** Hangs up on everybody, who may connect anew. */
  hangUp(): void {
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  /** Hangs up, and refuses whoever comes. */
  async cut(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    const closed = server && once(server, 'close');
    server?.close();
    this.hangUp();
    await closed;
  }

  /** All is well again, for new connections and for those that hold. */
  async mend(): Promise<void> {
    this.delayMs = 0;
    this.swallowing = false;
    if (this.server) return;
    this.server = createServer((client) => this.forward(client));
    this.server.listen(this.port, 'localhost');
    await once(this.server, 'listening');
  }

  private forward(client: Socket): void {
    const upstream = connect(this.target);
    this.pass(client, upstream);
    this.pass(upstream, client);
  }

  private pass(from: Socket, to: Socket): void {
    this.sockets.add(from);
    if (this.swallowing) this.lost.add(from);
    // One after the other, as TCP delivers: what comes later never overtakes what is delayed.
    let before = Promise.resolve();
    let waiting = 0;
    from.on('data', (chunk) => {
      if (this.lost.has(from)) return;
      if (this.delayMs === 0 && waiting === 0) {
        to.write(chunk);
        return;
      }
      waiting += 1;
      const earlier = before;
      const delay = sleep(this.delayMs, undefined, { ref: false });
      before = (async () => {
        await Promise.all([earlier, delay]);
        waiting -= 1;
        to.write(chunk);
      })();
    });
    from.on('error', () => to.destroy());
    from.on('close', () => {
      this.sockets.delete(from);
      to.destroy();
    });
  }
}
