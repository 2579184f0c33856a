import { Inject, Injectable } from '@nestjs/common';
import { parseCookie } from 'cookie';
import type { CookieOptions, Request, Response } from 'express';
import { CONFIG, type Config } from '../../config/config.js';

const LIFETIME_MS = 60_000;

/**
 * How a form went, for the page that follows it (303) to say once: a reload doesn't repeat it, and no
 * link can make a page say it. The cookie holds a word, the pages hold the sentences.
 */
@Injectable()
export class NoticeCookie {
  private readonly name: string;
  private readonly options: CookieOptions;

  constructor(@Inject(CONFIG) { https }: Config) {
    this.name = https ? '__Host-notice' : 'notice';
    // Lax: the way to the page that says it may lead over Cognito.
    this.options = { httpOnly: true, secure: https, sameSite: 'lax', path: '/' };
  }

  leave(response: Response, word: string): void {
    response.cookie(this.name, word, { ...this.options, maxAge: LIFETIME_MS });
  }

  /** What was left for the page that says one of these. It is gone then; what is for another page stays. */
  take<Word extends string>(
    request: Request,
    response: Response,
    words: readonly Word[],
  ): Word | undefined {
    const left = parseCookie(request.headers.cookie ?? '')[this.name];
    const word = words.find((candidate) => candidate === left);
    if (word !== undefined) response.clearCookie(this.name, this.options);
    return word;
  }
}
