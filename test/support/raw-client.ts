import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type Message, takeHead, takeMessage, valuesOf } from './http-message.js';

const PATIENCE_MS = 10_000;

export interface RawAnswer extends Message {
  readonly status: number;
  /** The statuses below 200 that came before. */
  readonly interim: readonly number[];
  readonly text: string;
  /** All values of a field, joined as one list (RFC 9110 §5.3). */
  readonly header: (name: string) => string | undefined;
  readonly json: () => unknown;
}

/** The connection ended, and what had come until then was no whole answer. */
export class BrokenAnswer extends Error {}

/**
 * One connection to a server, byte by byte: it can say what no HTTP library would say, and sees an
 * answer as it stands on the wire. Text is one byte for each character.
 */
export class RawClient {
  private bytes: Buffer = Buffer.alloc(0);
  private changed = Promise.withResolvers<void>();
  private state: 'open' | 'ended' | 'reset' = 'open';

  private constructor(private readonly socket: Socket) {
    socket.on('data', (chunk) => {
      this.bytes = Buffer.concat([this.bytes, chunk]);
      this.change();
    });
    socket.on('end', () => this.end('ended'));
    socket.on('error', () => this.end('reset'));
    socket.on('close', () => this.end('ended'));
  }

  static async connect(origin: string): Promise<RawClient> {
    const { hostname, port } = new URL(origin);
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    await once(socket, 'connect');
    return new RawClient(socket);
  }

  /** What has come and wasn't taken by `answer`. */
  get received(): string {
    return this.bytes.toString('latin1');
  }

  send(bytes: string | Buffer): void {
    if (!this.socket.destroyed) this.socket.write(bytes, 'latin1');
  }

  /** The next answer, which is one to a request with this method. @throws BrokenAnswer */
  async answer(to = 'GET'): Promise<RawAnswer> {
    const interim: number[] = [];
    for (;;) {
      const message = await this.until('a whole answer', () => this.take(to));
      const status = statusOf(message.startLine);
      if (status >= 200) return asAnswer(message, status, interim);
      interim.push(status);
    }
  }

  /** Once the server has sent this, within an answer that need not be whole. */
  async hears(text: string): Promise<void> {
    await this.until(JSON.stringify(text), () => this.received.includes(text) || undefined);
  }

  /** Once the server has hung up. @returns whether it ended the connection in order, or by a reset */
  async closed(): Promise<'ended' | 'reset'> {
    return this.until('the end', () => (this.state === 'open' ? undefined : this.state), true);
  }

  /** Reads nothing more for now: a client that is too slow. */
  pause(): void {
    this.socket.pause();
  }
  resume(): void {
    this.socket.resume();
  }

  /** Goes away in order, or as a program does that crashes. */
  leave(how: 'end' | 'reset' = 'end'): void {
    if (how === 'end') this.socket.destroy();
    else this.socket.resetAndDestroy();
  }

  private take(to: string): Message | undefined {
    const head = takeHead(this.bytes);
    if (!head) return undefined;
    const status = statusOf(head.startLine);
    const bodyless = to === 'HEAD' || status < 200 || status === 204 || status === 304;
    const rule = bodyless ? 'answer without body' : 'answer';
    const taken = takeMessage(this.bytes, rule, this.state === 'ended');
    if (taken) this.bytes = taken.rest;
    return taken?.message;
  }

  private async until<T>(what: string, look: () => T | undefined, endExpected = false): Promise<T> {
    const patience = AbortSignal.timeout(PATIENCE_MS);
    const { promise: tooLate, reject } = Promise.withResolvers<never>();
    const giveUp = () => reject(new Error(`Waited for ${what} in vain; came: ${this.received}`));
    patience.addEventListener('abort', giveUp);
    try {
      for (;;) {
        const found = look();
        if (found !== undefined) return found;
        if (this.state !== 'open' && !endExpected) {
          throw new BrokenAnswer(`${this.state} before ${what}; came: ${this.received}`);
        }
        await Promise.race([this.changed.promise, tooLate]);
      }
    } finally {
      patience.removeEventListener('abort', giveUp);
    }
  }

  private end(state: 'ended' | 'reset'): void {
    if (this.state === 'open') this.state = state;
    this.change();
  }

  private change(): void {
    this.changed.resolve();
    this.changed = Promise.withResolvers();
  }
}

function statusOf(startLine: string): number {
  const [, status] = /^HTTP\/1\.1 (\d{3}) /.exec(startLine) ?? [];
  if (status === undefined) throw new Error(`No status line: ${startLine}`);
  return Number(status);
}

function asAnswer(message: Message, status: number, interim: readonly number[]): RawAnswer {
  const text = message.body.toString('latin1');
  return {
    ...message,
    status,
    interim,
    text,
    header: (name) => {
      const values = valuesOf(message.fields, name);
      return values.length > 0 ? values.join(', ') : undefined;
    },
    json: () => JSON.parse(text),
  };
}
