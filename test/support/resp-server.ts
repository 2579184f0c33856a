import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { freePort } from './http-server.js';

/** Answers a command, whose name is in capitals, with a reply as it goes over the wire (RESP 2). */
export type Respond = (command: string[], from: { before: boolean }) => string;

export const bulk = (text: string) => `$${Buffer.byteLength(text)}\r\n${text}\r\n`;
export const array = (...items: string[]) => `*${items.length}\r\n${items.join('')}`;

/** Something that speaks like a session store and says what a test wants to hear from one. */
export class RespServer {
  /** The names of the commands that it was sent. */
  readonly heard: string[] = [];
  /** How many connections it has had. */
  connections = 0;
  private readonly sockets = new Set<Socket>();
  private readonly older = new WeakSet<Socket>();

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async start(respond: Respond): Promise<RespServer> {
    const port = await freePort();
    const server = createServer();
    const resp = new RespServer(server, port);
    server.on('connection', (socket) => resp.serve(socket, respond));
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return resp;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Connections that are open by now are known as `before`, and stay open. */
  turn(): void {
    for (const socket of this.sockets) this.older.add(socket);
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private serve(socket: Socket, respond: Respond): void {
    this.connections += 1;
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    let received = '';
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      received += chunk;
      for (;;) {
        const [command, length] = firstCommand(received);
        if (!command) return;
        received = received.slice(length);
        const [name = '', ...rest] = command;
        this.heard.push(name.toUpperCase());
        const before = this.older.has(socket);
        socket.write(respond([name.toUpperCase(), ...rest], { before }));
      }
    });
  }
}

/** The first command of what was received, and how many characters it takes; none before it is whole. */
function firstCommand(text: string): [command: string[] | undefined, length: number] {
  const head = /^\*(\d+)\r\n/.exec(text);
  if (!head) return [undefined, 0];
  const command: string[] = [];
  let at = head[0].length;
  for (let index = 0; index < Number(head[1]); index += 1) {
    const size = /^\$(\d+)\r\n/.exec(text.slice(at, at + 20));
    if (!size) return [undefined, 0];
    const start = at + size[0].length;
    at = start + Number(size[1]) + 2;
    if (text.length < at) return [undefined, 0];
    command.push(text.slice(start, at - 2));
  }
  return [command, at];
}
