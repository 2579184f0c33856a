import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { VNode } from 'preact';
import { NoticeCookie } from '../../http/answers/notice-cookie.js';
import { sendFragment, sendPage } from '../../http/answers/page.js';
import { wantsFragment } from '../../http/requests/request-kind.js';

const OK = 200; // said, since Nest takes a POST for one that makes something: 201
const REFUSED_FORM = 422;

/** A step of a change, as it stands. */
export interface Step {
  readonly title: string;
  /** What htmx swaps in. */
  readonly part: VNode;
  /** The whole page that it is a part of. */
  readonly page: VNode;
}

/** How the pages of the account answer each step of a change, with scripts and without. */
@Injectable()
export class StepAnswers {
  constructor(private readonly notices: NoticeCookie) {}

  show(request: Request, response: Response, step: Step): void {
    send(request, response, OK, step);
  }

  /** The step once more: something about it has to be put right first. */
  refuse(request: Request, response: Response, step: Step): void {
    send(request, response, REFUSED_FORM, step);
  }

  /**
   * What was asked for is done: the page at `path` says so, once. With htmx too it is the whole page, so that
   * nothing stays on the screen that isn't true any more, or was to be seen once.
   */
  leaveFor(request: Request, response: Response, path: string, notice: string): void {
    this.notices.leave(response, notice);
    if (wantsFragment(request)) response.status(OK).set('HX-Redirect', path).end();
    else response.redirect(303, path);
  }

  /** Which of its words a page has to say, if any. */
  noticeFor<Word extends string>(
    request: Request,
    response: Response,
    words: readonly Word[],
  ): Word | undefined {
    return this.notices.take(request, response, words);
  }
}

function send(request: Request, response: Response, status: number, step: Step): void {
  response.status(status);
  if (wantsFragment(request)) sendFragment(response, step.part);
  else sendPage(response, step.title, step.page, { section: 'account' });
}
