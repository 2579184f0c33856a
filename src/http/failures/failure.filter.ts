import { STATUS_CODES } from 'node:http';
import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  Inject,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import { FailurePage, FailureNotice } from '../../../views/failure.js';
import { CONFIG, type Config } from '../../config/config.js';
import { LOGGER } from '../../telemetry/logger.js';
import { oneLine } from '../../telemetry/one-line.js';
import { currentRequestId } from '../../telemetry/request-context.js';
import { Seldom } from '../../telemetry/seldom.js';
import { Failure, RequestFailed } from './failure.js';
import { sendFragment, sendPage } from '../rendering/page.js';
import { kindOf, wantsFragment } from '../requests/request-kind.js';
import { loginUrl, safeReturnTo } from '../requests/return-to.js';

/** Of what fails every request while it lasts, a line is written this often. */
const OUTAGE_LOG_MS = 5_000;

/** Turns every failure into the answer that suits who asked. The only place that does. */
@Catch()
export class FailureFilter implements ExceptionFilter {
  private readonly outages = new Seldom(OUTAGE_LOG_MS);

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const [request, response] = [http.getRequest<Request>(), http.getResponse<Response>()];

    const failure = asFailure(error);
    if (response.destroyed && error instanceof Failure) return; // who went away needs no answer
    if (failure.text.status >= 500) this.log(failure);
    if (response.headersSent) {
      request.socket.resetAndDestroy(); // half an answer must not look like a whole one, in HTTP/1.0 either
      return;
    }

    response.status(failure.text.status);
    if (failure.retryAfter) response.set('Retry-After', `${failure.retryAfter}`);
    if (failure.code === 'not_signed_in' && this.sendToLogin(request, response)) return;
    answer(failure, request, response);
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
  private sendToLogin(request: Request, response: Response): boolean {
    switch (kindOf(request)) {
      case 'navigation': {
        const page = ['GET', 'HEAD'].includes(request.method) ? request.originalUrl : '/';
        response.redirect(302, loginUrl(safeReturnTo(page, this.config)));
        return true;
      }
      case 'htmx': {
        const current = URL.parse(request.get('HX-Current-URL') ?? '');
        const page = current && current.pathname + current.search;
        response.set('HX-Redirect', loginUrl(safeReturnTo(page, this.config))).end();
        return true;
      }
      case 'program':
        return false;
    }
  }
}

function answer({ code, text, quote }: Failure, request: Request, response: Response): void {
  const requestId = currentRequestId();
  if (wantsFragment(request)) {
    sendFragment(response, FailureNotice({ ...text, requestId }));
  } else if (kindOf(request) === 'program') {
    // RFC 9457: with about:blank the title is that of the status
    const { status } = text;
    const problem = { type: 'about:blank', title: STATUS_CODES[status], status, code, requestId };
    response.type('application/problem+json').send(JSON.stringify(problem));
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
