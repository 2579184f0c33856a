import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import { HttpException, Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { FailureNotice, FailurePage } from '../../../views/failure.js';
import { CONFIG, type Config } from '../../config/config.js';
import { LOGGER } from '../../telemetry/logger.js';
import { Metrics } from '../../telemetry/metrics.js';
import { oneLine } from '../../telemetry/one-line.js';
import { currentRequestId } from '../../telemetry/request-context.js';
import { Seldom } from '../../telemetry/seldom.js';
import { sendFragment, sendPage } from '../answers/page.js';
import { send } from '../answers/send.js';
import { kindOf, wantsFragment } from '../requests/request-kind.js';
import { loginUrl, safeReturnTo } from '../requests/return-to.js';
import { protectiveHeaders } from '../answers/security-headers.js';
import { Failure, RequestFailed } from './failure.js';

/** Of what fails every request while it lasts, a line is written this often. */
const OUTAGE_LOG_MS = 5_000;

/** Turns every failure into the answer that suits who asked. The only place that does. */
@Injectable()
export class FailureAnswers {
  private readonly outages = new Seldom(OUTAGE_LOG_MS);
  private readonly headers: Map<string, string>;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly metrics: Metrics,
  ) {
    this.headers = protectiveHeaders(config);
  }

  send(error: unknown, request: IncomingMessage, response: ServerResponse): void {
    const failure = asFailure(error);
    if (response.destroyed && error instanceof Failure) return; // who went away needs no answer
    this.metrics.failed(failure.code);
    if (failure.text.status >= 500) this.log(failure);
    if (response.headersSent) {
      request.socket.resetAndDestroy(); // half an answer must not look like a whole one, in HTTP/1.0 either
      return;
    }

    response.statusCode = failure.text.status;
    response.setHeaders(this.headers);
    const requestId = currentRequestId();
    if (requestId !== undefined) response.setHeader('X-Request-Id', requestId);
    if (failure.retryAfter) response.setHeader('Retry-After', failure.retryAfter);
    if (failure.allow !== undefined) response.setHeader('Allow', failure.allow);
    if (failure.code === 'not_signed_in' && this.sendToLogin(request, response)) return;
    sendFailure(failure, request, response);
  }

  /**
   * What is foreseen is a line, for its stack tells nothing. An outage of the store fails every
   * request, and is written seldom; its connection says when it began.
   */
  private log(failure: Failure): void {
    const { code, cause } = failure;
    switch (code) {
      case 'internal_error':
        this.logger.error({ err: cause ?? failure }, code);
        break;
      case 'session_store_unavailable':
        this.outages.say((leftOut) => {
          this.logger.error({ reason: oneLine(cause), leftOut }, code);
        });
        break;
      default:
        this.logger.error({ ...(cause !== undefined && { reason: oneLine(cause) }) }, code);
    }
  }

  /** A page goes to the login and comes back; htmx lets the page go there, not the fragment. */
  private sendToLogin(request: IncomingMessage, response: ServerResponse): boolean {
    switch (kindOf(request)) {
      case 'navigation': {
        const page = ['GET', 'HEAD'].includes(request.method ?? '') ? request.url : '/';
        response.statusCode = 302;
        response.setHeader('Location', loginUrl(safeReturnTo(page, this.config)));
        response.end();
        return true;
      }
      case 'htmx': {
        const current = URL.parse(String(request.headers['hx-current-url'] ?? ''));
        const page = current && current.pathname + current.search;
        response.setHeader('HX-Redirect', loginUrl(safeReturnTo(page, this.config)));
        response.end();
        return true;
      }
      case 'program':
        return false;
    }
  }
}

function sendFailure(
  { code, text, quote }: Failure,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const requestId = currentRequestId();
  if (wantsFragment(request)) {
    sendFragment(response, FailureNotice({ ...text, requestId }));
  } else if (kindOf(request) === 'program') {
    // RFC 9457: with about:blank the title is that of the status
    const { status } = text;
    const problem = { type: 'about:blank', title: STATUS_CODES[status], status, code, requestId };
    send(response, 'application/problem+json', JSON.stringify(problem));
  } else {
    sendPage(response, text.title, FailurePage({ ...text, quote, requestId }));
  }
}

const CODE_BY_STATUS = new Map<number, 'bad_request' | 'forbidden' | 'not_found'>([
  [400, 'bad_request'],
  [403, 'forbidden'],
  [404, 'not_found'],
]);

function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const status = error instanceof HttpException ? error.getStatus() : statusOf(error);
  return new RequestFailed(CODE_BY_STATUS.get(status) ?? 'internal_error', { cause: error });
}

/** Express and its middleware mark what the client did wrong (a malformed path, say) with `status`. */
const statusOf = (error: unknown) =>
  error instanceof Error && 'status' in error && typeof error.status === 'number'
    ? error.status
    : 500;
