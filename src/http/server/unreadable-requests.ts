import { type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { render } from 'preact-render-to-string';
import { FailurePage } from '../../../views/failure.js';
import { PlainLayout } from '../../../views/plain-layout.js';
import type { Config } from '../../config/config.js';
import { RequestFailed } from '../failures/failure.js';
import { protectiveHeaders } from '../answers/security-headers.js';

/** For who is still sending: a connection that closes with bytes unread loses the answer on its way. */
const LINGER_MS = 1_000;

/** The response begun last on a connection. On the socket itself, since a WeakMap costs with each collection. */
const LATEST = Symbol('latest response');
type Connection = Duplex & { [LATEST]?: ServerResponse };

type Unreadable = 'head_too_large' | 'body_too_large' | 'request_timeout' | 'bad_request';

/**
 * Answers what Node's parser refuses, which no route ever sees: heads that are too large, too slow, or
 * no HTTP. Node itself would send a status line and nothing else, and a browser with too many cookies
 * would show its user an error that names no way out.
 */
export class UnreadableRequests {
  private readonly answers = new Map<Unreadable, string>();

  constructor(private readonly config: Config) {}

  /** Must be told of each response, so as never to write into the middle of one. */
  noteResponse(socket: Connection, response: ServerResponse): void {
    socket[LATEST] = response;
  }

  answerOn(server: Server): void {
    server.on('clientError', (error: NodeJS.ErrnoException, socket: Connection) => {
      if (socket.writableEnded) return; // answered, and what still comes is as unreadable
      const response = socket[LATEST];
      if (!socket.writable || error.code === 'ECONNRESET') {
        socket.destroy(error);
      } else if (!response || response.writableFinished) {
        socket.end(this.answerTo(error));
        setTimeout(() => socket.destroy(), LINGER_MS).unref();
      } else {
        // Its body can't be read to the end. Begun, or queued behind another, it can't be answered.
        if (response.socket && !response.headersSent) socket.write(this.answerTo(error));
        socket.destroy(error);
      }
    });
  }

  private answerTo({ code }: NodeJS.ErrnoException): string {
    const failure = BY_CODE.get(code ?? '') ?? 'bad_request';
    const known = this.answers.get(failure);
    if (known !== undefined) return known;
    const answer = this.write(new RequestFailed(failure));
    this.answers.set(failure, answer);
    return answer;
  }

  /** A page that loads nothing more: whoever has too many cookies would send them for that too. */
  private write({ text }: RequestFailed): string {
    const children = FailurePage({ ...text, requestId: undefined });
    const page = PlainLayout({ title: text.title, children });
    const content = `<!doctype html>${render(page)}`;
    const headers = new Map([
      ...protectiveHeaders(this.config),
      ['Content-Type', 'text/html; charset=utf-8'],
      ['Content-Length', `${Buffer.byteLength(content)}`],
      ['Connection', 'close'],
    ]);
    const fields = [...headers].map(([name, value]) => `${name}: ${value}\r\n`);
    const { status } = text;
    return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${fields.join('')}\r\n${content}`;
  }
}

const BY_CODE = new Map<string, Unreadable>([
  ['HPE_HEADER_OVERFLOW', 'head_too_large'],
  ['HPE_CHUNK_EXTENSIONS_OVERFLOW', 'body_too_large'],
  ['ERR_HTTP_REQUEST_TIMEOUT', 'request_timeout'],
]);
