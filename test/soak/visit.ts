import { type Answer, TestBrowser } from '../support/test-browser.js';
import type { Route } from './balancer.js';
import type { Books, Outcome, Span } from './books.js';
import type { Site } from './site.js';

/** An answer, or none where the process was killed before it came; and when. */
export interface Exchange {
  readonly answer: Answer | undefined;
  readonly span: Span;
}

/** One browser at the site, each of whose requests meets whichever process the load balancer chooses. */
export class Visit {
  readonly browser: TestBrowser;
  private readonly route: Route = {};

  constructor(
    private readonly site: Site,
    private readonly books: Books,
  ) {
    this.browser = new TestBrowser(site.publicUrl, this.route);
  }

  /** The browser of somebody who has this session cookie, wherever they have it from. */
  static withCookie(site: Site, books: Books, cookie: string): Visit {
    const visit = new Visit(site, books);
    const header = `__Host-session=${cookie}; Path=/; Secure; HttpOnly; SameSite=Lax`;
    visit.browser.cookies.keep(header, new URL(site.publicUrl));
    return visit;
  }

  /** A request of this browser. One that breaks though nobody killed its process is in the books. */
  async ask(send: (browser: TestBrowser) => Promise<Answer>): Promise<Exchange> {
    await this.site.balancer.lead(this.route);
    const begun = performance.now();
    try {
      const answer = await send(this.browser);
      return { answer, span: { begun, ended: performance.now() } };
    } catch (error) {
      if (!this.site.balancer.wasKilled(this.route, begun)) {
        this.books.complain(`a request broke, and nobody killed its process: ${String(error)}`);
      }
      return { answer: undefined, span: { begun, ended: performance.now() } };
    }
  }

  /** What an answer says of the session, which is this person's or nobody's. */
  outcomeOf({ answer }: Exchange, person: string): Outcome {
    if (!answer || answer.status === 503) return 'unavailable';
    const { url, status, body } = answer;
    if (status === 200 && body.includes(person)) return 'served';
    const isSignedOut = status === 200 && url.pathname === '/' && body.includes('Sign in');
    if (status === 401 || isSignedOut) return 'refused';
    this.books.complain(`${url.pathname} answered ${person} with ${status}: ${body.slice(0, 200)}`);
    return 'unavailable';
  }
}
