import type { ServerResponse } from 'node:http';
import type { Dispatcher } from 'undici';
import { RequestFailed } from '../http/failures/failure.js';
import { type HeaderList, type Headers, UpstreamAnswer } from './upstream-answer.js';

const MAX_BYTES = 1024 * 1024;

type Controller = Dispatcher.DispatchController;

/**
 * Writes an answer to the browser as it arrives, and stops reading while the browser is slower. Plain
 * callbacks: for the small answers that most are, a stream in between costs as much as the rest.
 */
export class AnswerStream extends UpstreamAnswer {
  constructor(
    response: ServerResponse,
    private readonly headersFor: (headers: Headers) => HeaderList,
    private readonly done: () => void,
    failed: (error: Error) => void,
  ) {
    super(response, failed);
  }

  protected override takeHead(status: number, headers: Headers): void {
    this.response.writeHead(status, this.headersFor(headers));
    // Events may be long in coming, so the head goes ahead. flushHeaders() would send it as UTF-8.
    if (headers['content-length'] === undefined) this.response.write('', 'latin1');
  }

  override onResponseData(controller: Controller, chunk: Buffer): void {
    if (this.response.write(chunk)) return;
    controller.pause();
    this.response.once('drain', () => controller.resume());
  }

  protected override takeEnd(): void {
    this.response.end();
    this.done();
  }
}

/** An answer that a page reads itself. */
export interface ReadAnswer {
  readonly status: number;
  readonly content: Buffer;
}

/** Reads an answer for a page: as a whole, and so with an end to its length and to its time. */
export class AnswerReader extends UpstreamAnswer {
  private readonly chunks: Buffer[] = [];
  private bytes = 0;
  private status = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    response: ServerResponse,
    private readonly timeLimitMs: number,
    private readonly done: (answer: ReadAnswer) => void,
    failed: (error: Error) => void,
  ) {
    super(response, (error) => {
      clearTimeout(this.timer);
      // Half an answer is one of an API that was reached.
      const broken = this.status !== 0 && isUnreachable(error);
      failed(broken ? new RequestFailed('upstream_failed', { cause: error }) : error);
    });
  }

  override onRequestStart(controller: Controller): void {
    clearTimeout(this.timer); // of a first attempt
    this.timer = setTimeout(
      () => controller.abort(new RequestFailed('upstream_timeout')),
      this.timeLimitMs,
    );
    super.onRequestStart(controller);
  }

  protected override takeHead(status: number): void {
    this.status = status;
  }

  override onResponseData(controller: Controller, chunk: Buffer): void {
    this.bytes += chunk.length;
    if (this.bytes > MAX_BYTES) controller.abort(new RequestFailed('upstream_failed'));
    else this.chunks.push(chunk);
  }

  protected override takeEnd(): void {
    clearTimeout(this.timer);
    this.done({ status: this.status, content: Buffer.concat(this.chunks) });
  }
}

const isUnreachable = (error: Error) =>
  error instanceof RequestFailed && error.code === 'upstream_unreachable';
