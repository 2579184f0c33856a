import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { HostedPage } from '../../local/testing/hosted-visitor.js';
import type { Answer, TestBrowser } from '../support/test-browser.js';
import type { Account, Books, Span } from './books.js';
import type { Site } from './site.js';
import { type Exchange, Visit } from './visit.js';

const RELOADS = 5;
const AGAIN_MS = 300;

const callApi = (browser: TestBrowser) => browser.fetch('/api/me');
const submitLogout = (browser: TestBrowser) =>
  browser.submit('/auth/logout', {}, { follow: false });

/** Somebody signed in, in one browser. */
export interface Presence {
  readonly visit: Visit;
  readonly account: Account;
}

/** Somebody who signs in, does this and that, and signs out or just leaves, again and again. */
export class Person {
  /** Where they are signed in when they stop. */
  presence: Presence | undefined;
  /** Logins that came to nothing, since something was down. */
  inVain = 0;
  private sub: string | undefined;
  private cognitoCookies: readonly string[] = [];

  constructor(
    private readonly site: Site,
    private readonly books: Books,
    readonly email: string,
  ) {}

  async live(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      const presence = await this.signIn();
      if (!presence) continue;
      for (let turn = randomInt(10, 120); turn > 0 && !stop.aborted; turn -= 1) {
        await this.use(presence);
        if (presence.account.state !== 'live') break;
        await pause(randomInt(10, 100));
      }
      if (stop.aborted) this.presence = presence;
      else if (randomInt(4) === 0) this.books.leave(presence.account);
      else await this.signOut(presence);
    }
  }

  /** @returns nothing where something was down */
  async signIn(): Promise<Presence | undefined> {
    const visit = new Visit(this.site, this.books);
    for (const cookie of this.cognitoCookies) {
      visit.browser.cookies.keep(cookie, new URL(this.site.cognito.domain));
    }
    let { answer } = await visit.ask((browser) => browser.click('/auth/login', { follow: false }));
    let step = 0;
    for (; step < RELOADS && answer?.location; step += 1) {
      const callback = await this.passCognito(visit.browser, answer.location.href);
      const exchange = await this.callBack(visit, callback);
      const cookie = visit.browser.sessionCookie()?.value;
      if (cookie !== undefined) return this.welcome(visit, cookie, exchange.span);
      ({ answer } = exchange); // to Cognito again where the attempt was used in vain
    }
    // One that was begun anew by itself, and whose callback was loaded again too, is told to start over.
    const isOver = answer?.status === 400 && step > 1;
    if (answer && !isOver && ![302, 503].includes(answer.status)) {
      this.books.complain(`a login ended with ${answer.status}: ${answer.body.slice(0, 200)}`);
    }
    this.inVain += 1;
    await pause(AGAIN_MS);
    return undefined;
  }

  /** One thing that people do, or some of them at once. */
  async use({ visit, account }: Presence): Promise<void> {
    const { sub, email } = this;
    switch (randomInt(6)) {
      case 0:
        return this.note(account, visit, email, (browser) => browser.fetch('/auth/session'));
      case 1:
        return this.note(account, visit, email, (browser) => browser.navigate('/'));
      case 2:
        await Promise.all([1, 2, 3, 4].map(() => this.note(account, visit, sub ?? '', callApi)));
        return undefined;
      default:
        return this.note(account, visit, sub ?? '', callApi);
    }
  }

  /** Until they are told that they are signed out. */
  async signOut({ visit, account }: Presence): Promise<void> {
    this.books.signingOut(account);
    for (;;) {
      const { answer } = await visit.ask(submitLogout);
      if (answer?.status === 303) break;
      if (answer && answer.status !== 503) {
        this.books.complain(`a logout was answered with ${answer.status}`);
      }
      await pause(AGAIN_MS);
    }
    this.books.signedOut(account);
  }

  private async note(
    account: Account,
    visit: Visit,
    expected: string,
    send: (browser: TestBrowser) => Promise<Answer>,
  ): Promise<void> {
    const exchange = await visit.ask(send);
    this.books.note(account, visit.outcomeOf(exchange, expected), exchange.span);
  }

  private async welcome(visit: Visit, cookie: string, span: Span): Promise<Presence> {
    const account = this.books.open(this.email, cookie, span);
    while (this.sub === undefined) {
      const { answer } = await visit.ask((browser) => browser.fetch('/auth/session'));
      this.sub = /"sub":"([^"]+)"/u.exec(answer?.body ?? '')?.[1];
    }
    return { visit, account };
  }

  /** From Cognito's authorization endpoint to the address that it sends back to. */
  private async passCognito(browser: TestBrowser, address: string): Promise<string> {
    let answer = await browser.navigate(address, { follow: false });
    while (answer.location?.origin !== this.site.publicUrl) {
      if (answer.location) {
        answer = await browser.navigate(answer.location.href, { follow: false });
      } else {
        const { action, csrf } = new HostedPage(answer.url.href, answer.status, answer.body);
        const fields = { _csrf: csrf, username: this.email, password: this.site.password };
        const from = this.site.cognito.domain;
        answer = await browser.submit(action, fields, { from, follow: false });
      }
    }
    this.cognitoCookies = browser.cookies
      .all()
      .filter(({ name }) => !name.startsWith('__Host-'))
      .map(({ name, value, path = '/' }) => `${name}=${value}; Path=${path}`);
    return answer.location.href;
  }

  /** Loads the callback again where no answer came, or that something is down. */
  private async callBack(visit: Visit, address: string): Promise<Exchange> {
    for (let load = 1; ; load += 1) {
      const exchange = await visit.ask((browser) =>
        browser.navigate(address, { from: this.site.cognito.domain, follow: false }),
      );
      const isDown = !exchange.answer || exchange.answer.status === 503;
      if (!isDown || load === RELOADS) return exchange;
      await pause(AGAIN_MS);
    }
  }
}
