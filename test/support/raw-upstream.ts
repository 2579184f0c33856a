import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { Malformed, type Message, takeHead, takeMessage } from './http-message.js';

/** What an API says that is content. */
export const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

/** One request to the API, from the moment that its head is there. */
export interface Exchange {
  readonly startLine: string;
  /** Once its body is there too. */
  readonly whole: Promise<Message>;
  /** Once the connection is gone. */
  readonly closed: Promise<void>;
  /** Text is one byte for each character. */
  write: (bytes: string | Buffer) => void;
  /** Ends the connection in order. */
  end: () => void;
  /** Ends it as a machine does that crashes. */
  reset: () => void;
}

type Script = (exchange: Exchange) => unknown;

/** What it does where a test doesn't say otherwise. */
export const answerOk: Script = async ({ whole, write }) => {
  await whole;
  write(OK);
};

/** An API of which a test writes every byte, and which reads as strictly as any could. */
export class RawUpstream {
  /** Every whole request that it was sent. */
  readonly requests: Message[] = [];
  /** What it was sent that is no HTTP. */
  readonly malformed: string[] = [];
  /** How many connections it was ever opened. */
  connections = 0;
  /** What it does once the head of a request is there. */
  script: Script = answerOk;

  private readonly open = new Set<Socket>();
  private readonly server: Server = createServer((socket) => this.serve(socket));

  static async start(): Promise<RawUpstream> {
    const upstream = new RawUpstream();
    upstream.server.listen(0, 'localhost');
    await once(upstream.server, 'listening');
    return upstream;
  }

  get url(): string {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('No port');
    return `http://localhost:${address.port}/stage`;
  }

  /** Answers each request from now on with this, once it is whole. */
  says(head: readonly string[], body = ''): void {
    this.script = async ({ whole, write }) => {
      await whole;
      write([...head, '', body].join('\r\n'));
    };
  }

  /** Forgets what it was sent and what it was told to do, and hangs up on everybody. */
  reset(): void {
    for (const socket of this.open) socket.destroy();
    this.requests.length = 0;
    this.malformed.length = 0;
    this.connections = 0;
    this.script = answerOk;
  }

  async stop(): Promise<void> {
    for (const socket of this.open) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private serve(socket: Socket): void {
    this.connections += 1;
    this.open.add(socket);
    const closed = new Promise<void>((resolve) => {
      socket.once('close', () => {
        this.open.delete(socket);
        resolve();
      });
    });
    socket.on('error', () => undefined); // `closed` tells
    let bytes = Buffer.alloc(0);
    let current: PromiseWithResolvers<Message> | undefined;
    socket.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      try {
        for (;;) {
          const head = takeHead(bytes);
          if (!head) return;
          if (!current) {
            current = Promise.withResolvers();
            const { promise: whole } = current;
            void this.script({ startLine: head.startLine, whole, closed, ...verbsOf(socket) });
          }
          const taken = takeMessage(bytes, 'request');
          if (!taken) return;
          bytes = Buffer.from(taken.rest);
          this.requests.push(taken.message);
          current.resolve(taken.message);
          current = undefined;
        }
      } catch (error) {
        if (!(error instanceof Malformed)) throw error;
        this.malformed.push(`${error.message}: ${bytes.toString('latin1')}`);
        socket.destroy();
      }
    });
  }
}

const verbsOf = (socket: Socket): Pick<Exchange, 'write' | 'end' | 'reset'> => ({
  write: (bytes) => void socket.write(bytes, 'latin1'),
  end: () => void socket.end(),
  reset: () => void socket.resetAndDestroy(),
});
