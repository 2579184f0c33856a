import { connect, type Socket } from 'node:net';

/** A request as it goes out, and the body that its answer must have. */
export interface Exchange {
  readonly request: Buffer;
  readonly expected: string;
}

type Answered = (connection: Connection, right: boolean) => void;

/**
 * A kept-alive connection with one request under way at a time. The load has to share a core with the
 * API and the store, so it reads no more of an answer than tells whether it is the right one.
 */
export class Connection {
  private readonly socket: Socket;
  private text = '';
  private expected = '';
  private busy = false;

  constructor(
    port: number,
    private readonly answered: Answered,
  ) {
    this.socket = connect({ port, host: 'localhost', noDelay: true });
    this.socket.setEncoding('latin1');
    this.socket.on('data', (text: string) => this.read(text));
    this.socket.on('error', () => undefined); // 'close' follows
    this.socket.on('close', () => this.finish(false));
  }

  get isOpen(): boolean {
    return !this.socket.destroyed;
  }

  send({ request, expected }: Exchange): void {
    this.busy = true;
    this.expected = expected;
    this.socket.write(request);
  }

  close(): void {
    this.busy = false;
    this.socket.destroy();
  }

  private read(text: string): void {
    this.text = this.text === '' ? text : this.text + text;
    const body = bodyOf(this.text);
    if (body === undefined) return;
    const right = this.text.startsWith('HTTP/1.1 200 ') && body === this.expected;
    this.text = '';
    this.finish(right);
  }

  private finish(right: boolean): void {
    if (!this.busy) return;
    this.busy = false;
    this.answered(this, right);
  }
}

/** The body of an answer that is complete (RFC 9112 §6.3). */
function bodyOf(text: string): string | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const start = end + 4;
  const length = /\r\ncontent-length: *(\d+)/i.exec(text)?.[1];
  if (length !== undefined) {
    return text.length >= start + Number(length) ? text.slice(start) : undefined;
  }
  if (/\r\ntransfer-encoding: *chunked/i.test(text)) {
    return text.endsWith('\r\n0\r\n\r\n') ? unchunked(text.slice(start)) : undefined;
  }
  return '';
}

function unchunked(text: string): string {
  let body = '';
  for (let at = 0; ;) {
    const lineEnd = text.indexOf('\r\n', at);
    const size = Number.parseInt(text.slice(at, lineEnd), 16);
    if (!(size > 0)) return body;
    body += text.slice(lineEnd + 2, lineEnd + 2 + size);
    at = lineEnd + 2 + size + 2;
  }
}
