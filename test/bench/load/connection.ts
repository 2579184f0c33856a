import { connect, type Socket } from 'node:net';
import { quoted } from '../broken.js';

/** A request as it goes out, and the body that its answer must have. */
export interface Exchange {
  readonly request: Buffer;
  readonly expected: string;
}

/** Told of each answer: what is wrong with it, in words that a name can stand before. */
type Answered = (connection: Connection, wrong?: string) => void;

/**
 * A kept-alive connection with one request under way at a time. The load has to share a core with the
 * API and the store, so it reads no more of an answer than tells whether it is the right one.
 */
export class Connection {
  private readonly socket: Socket;
  private text = '';
  private expected = '';
  private sentAt: number | undefined;
  private trouble = '';

  constructor(
    port: number,
    private readonly answered: Answered,
  ) {
    this.socket = connect({ port, host: 'localhost', noDelay: true });
    this.socket.setEncoding('latin1');
    this.socket.on('data', (text: string) => this.read(text));
    this.socket.on('error', ({ message }) => {
      this.trouble = ` (${message})`; // 'close' follows
    });
    this.socket.on('close', () => {
      this.finish(`closed the connection before its answer was whole${this.trouble}`);
    });
  }

  get isOpen(): boolean {
    return !this.socket.destroyed;
  }

  /** How long it has waited for the answer that is under way. */
  get waitedMs(): number {
    return this.sentAt === undefined ? 0 : performance.now() - this.sentAt;
  }

  send({ request, expected }: Exchange): void {
    this.sentAt = performance.now();
    this.expected = expected;
    this.socket.write(request);
  }

  close(): void {
    this.sentAt = undefined;
    this.socket.destroy();
  }

  private read(text: string): void {
    this.text = this.text === '' ? text : this.text + text;
    const body = bodyOf(this.text);
    if (body === undefined) return;
    const right = this.text.startsWith('HTTP/1.1 200 ') && body === this.expected;
    const wrong = right ? undefined : this.describe(body);
    this.text = '';
    this.finish(wrong);
  }

  private describe(body: string): string {
    const [status = ''] = this.text.split('\r\n', 1);
    const due = status.startsWith('HTTP/1.1 200 ') ? quoted(this.expected) : 'status 200';
    return `answered a call of the API with ${quoted(status)} and ${quoted(body)}, where ${due} was due`;
  }

  private finish(wrong?: string): void {
    if (this.sentAt === undefined) return;
    this.sentAt = undefined;
    this.answered(this, wrong);
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
