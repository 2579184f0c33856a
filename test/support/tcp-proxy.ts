import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Gate } from './gate.js';
import { freePort } from './http-server.js';

/** What becomes of the next command in which something stands, and of its answer on this connection. */
interface Trap {
  readonly at: RegExp;
  readonly spring: (upstream: Socket) => Promise<void> | undefined;
}

/** The network between the product and its store, on a bad day. */
export class TcpProxy {
  private server: Server | undefined;
  private readonly sockets = new Set<Socket>();
  private delayMs = 0;
  /** Connections on which nothing arrives any more. */
  private readonly lost = new WeakSet<Socket>();
  private swallowing = false;
  private trap: Trap | undefined;
  /** Connections whose next answer waits here. */
  private readonly held = new WeakMap<Socket, Gate>();
  /** How many bytes of an answer still come before the connection ends. */
  private readonly bytesLeft = new WeakMap<Socket, number>();

  private constructor(
    private target: { host: string; port: number },
    private readonly port: number,
  ) {}

  static async start(target: { host: string; port: number }): Promise<TcpProxy> {
    const proxy = new TcpProxy(target, await freePort());
    await proxy.mend();
    return proxy;
  }

  /** For a store behind it. */
  get url(): string {
    return `redis://localhost:${this.port}`;
  }
  /** For a server of HTTP behind it. */
  get origin(): string {
    return `http://localhost:${this.port}`;
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

  /**
   * The next command in which this stands waits: before the store has heard of it, or when the store has done
   * it and nobody knows. What follows on its connection waits behind it.
   */
  hold(at: RegExp, step: 'asked' | 'answered'): Gate {
    const gate = new Gate();
    const spring = (upstream: Socket) => {
      if (step === 'asked') return gate.pass();
      this.held.set(upstream, gate);
      return undefined;
    };
    this.trap = { at, spring };
    return gate;
  }

  /** Of the answer to the next command in which this stands, so many bytes come; then the connection ends. */
  cutAnswer(at: RegExp, bytes: number): void {
    const spring = (upstream: Socket) => void this.bytesLeft.set(upstream, bytes);
    this.trap = { at, spring };
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
    this.pass(client, upstream, (command) => this.meet(command, upstream));
    this.pass(upstream, client, () => this.heldAnswer(upstream));
  }

  private meet(command: Buffer, upstream: Socket): Promise<void> | undefined {
    const { trap } = this;
    if (!trap?.at.test(command.toString('latin1'))) return undefined;
    this.trap = undefined;
    return trap.spring(upstream);
  }

  private heldAnswer(upstream: Socket): Promise<void> | undefined {
    const gate = this.held.get(upstream);
    this.held.delete(upstream);
    return gate?.pass();
  }

  /** `obstacle` is what a chunk meets before it may go on, if anything. */
  private pass(
    from: Socket,
    to: Socket,
    obstacle: (chunk: Buffer) => Promise<void> | undefined,
  ): void {
    this.sockets.add(from);
    if (this.swallowing) this.lost.add(from);
    // One after the other, as TCP delivers: what comes later never overtakes what is delayed.
    let before = Promise.resolve();
    let waiting = 0;
    from.on('data', (chunk) => {
      if (this.lost.has(from)) return;
      const met = obstacle(chunk);
      if (this.delayMs === 0 && waiting === 0 && !met) {
        this.deliver(chunk, from, to);
        return;
      }
      waiting += 1;
      const earlier = before;
      const delay = sleep(this.delayMs, undefined, { ref: false });
      before = (async () => {
        await Promise.all([earlier, delay, met]);
        waiting -= 1;
        this.deliver(chunk, from, to);
      })();
    });
    from.on('error', () => to.destroy());
    from.on('close', () => {
      this.sockets.delete(from);
      to.destroy();
    });
  }

  private deliver(chunk: Buffer, from: Socket, to: Socket): void {
    const bytesLeft = this.bytesLeft.get(from) ?? Infinity;
    if (chunk.length < bytesLeft) {
      this.bytesLeft.set(from, bytesLeft - chunk.length);
      to.write(chunk);
    } else {
      this.lost.add(from);
      to.end(chunk.subarray(0, bytesLeft), () => from.destroy());
    }
  }
}
