import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Account, Books } from './books.js';
import type { Site } from './site.js';
import { Visit } from './visit.js';

const LATEST = 40;
const PAUSE_MS = 20;

/** Tries the cookies of sessions that have ended, those that ended last the most: none may open anything. */
export async function tryEnded(site: Site, books: Books, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    books.expire(performance.now());
    const ended = books.in('ended');
    const among = randomInt(2) === 0 ? ended.slice(-LATEST) : ended;
    const account = among[randomInt(Math.max(1, among.length))];
    if (account) await tryCookie(site, books, account);
    await pause(PAUSE_MS);
  }
}

/** As a script of ours that still has the cookie. */
export async function tryCookie(site: Site, books: Books, account: Account): Promise<void> {
  const visit = Visit.withCookie(site, books, account.cookie);
  const target = randomInt(2) === 0 ? '/auth/session' : '/api/me';
  const exchange = await visit.ask((browser) => browser.fetch(target));
  // Whoever is served here is served as somebody who has left.
  const outcome =
    exchange.answer?.status === 200 ? 'served' : visit.outcomeOf(exchange, account.person);
  books.note(account, outcome, exchange.span);
}
