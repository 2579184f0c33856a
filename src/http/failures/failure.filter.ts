import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { FailureAnswers } from './failure-answers.js';

/** What fails in a route, a guard or Express. */
@Catch()
export class FailureFilter implements ExceptionFilter {
  constructor(private readonly answers: FailureAnswers) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answers.send(error, http.getRequest<Request>(), http.getResponse<Response>());
  }
}
