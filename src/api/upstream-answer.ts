import type { ServerResponse } from 'node:http';
import { type Dispatcher, errors } from 'undici';
import { Failure, RequestFailed } from '../http/failures/failure.js';

/** Header fields by name, in lower case. */
export type Headers = NodeJS.Dict<string | string[]>;
/** Header fields as they go out: names and values in turn. */
export type HeaderList = string[];

type Controller = Dispatcher.DispatchController;

/**
 * What comes of a call to the API in a browser's name. Whoever hangs up first, browser or API, ends the
 * other's connection too.
 */
export abstract class UpstreamAnswer implements Dispatcher.DispatchHandler {
  /** How often the connection was used, kept by the connection itself. */
  uses: { count: number } | undefined;
  /** Sends the request once more; there where that does no harm. */
  again: (() => void) | undefined;

  /** Whether a 401 is about a token of ours. */
  tokenSent = true;

  private onKeptConnection = false;
  private begun = false;
  private over = false;

  constructor(
    protected readonly response: ServerResponse,
    private readonly failed: (error: Error) => void,
  ) {}

  protected abstract takeHead(status: number, headers: Headers, controller: Controller): void;
  protected abstract takeEnd(): void;
  abstract onResponseData(controller: Controller, chunk: Buffer): void;

  onRequestStart(controller: Controller): void {
    if (this.uses) {
      this.onKeptConnection = this.uses.count > 0;
      this.uses.count += 1;
    }
    const hangUp = () => {
      if (!this.over) controller.abort(new Error('the browser hung up'));
    };
    if (this.response.destroyed) hangUp();
    else this.response.once('close', hangUp);
  }

  /** The first byte of an answer has come, if only of an interim one. */
  onResponseStarted(): void {
    this.begun = true;
  }

  onResponseStart(controller: Controller, status: number, headers: Headers): void {
    if (status < 200) return; // RFC 9110 §15.2: not the answer yet
    const refusal = refusalOf(status, this.tokenSent);
    if (refusal) controller.abort(new RequestFailed(refusal));
    else this.takeHead(status, headers, controller);
  }

  onResponseEnd(): void {
    this.over = true;
    this.takeEnd();
  }

  /**
   * A connection that is kept may be closed by the API just when it is used again. Where nothing of an
   * answer came, an idempotent request is as good as unsent (RFC 9110 §9.2.2).
   */
  onResponseError(_controller: Controller, error: Error): void {
    const { again } = this;
    this.again = undefined;
    if (again && this.onKeptConnection && !this.begun && hungUp(error)) {
      again();
      return;
    }
    this.over = true;
    this.failed(asFailure(error));
  }
}

/** Answers that are about what this server sent in the browser's name, and none of the browser's business. */
function refusalOf(status: number, tokenSent: boolean) {
  if (status === 401 && tokenSent) return 'upstream_rejected_token';
  return status === 431 ? 'upstream_refused_headers' : undefined;
}

const hungUp = (error: Error) =>
  error instanceof errors.SocketError ||
  ('code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE'));

function asFailure(cause: Error): Failure {
  if (cause instanceof Failure) return cause;
  const late = cause instanceof errors.HeadersTimeoutError;
  return new RequestFailed(late ? 'upstream_timeout' : 'upstream_unreachable', { cause });
}
