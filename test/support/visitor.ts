import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { eventually } from './eventually.js';

/**
 * A person with a browser profile of their own, whose browser must stay quiet: a console error
 * (the browser logs CSP violations as such), an uncaught exception, or a request to another machine
 * in any of their tabs makes `leave()` throw.
 */
export class Visitor {
  private readonly complaints: string[] = [];

  private constructor(
    readonly context: BrowserContext,
    /** Their first tab. */
    readonly page: Page,
  ) {}

  static async arrive(browser: Browser, options: BrowserContextOptions = {}): Promise<Visitor> {
    const context = await browser.newContext(options);
    context.setDefaultTimeout(20_000);
    const visitor = new Visitor(context, await context.newPage());
    context.on('console', (message) => {
      if (message.type() === 'error') {
        visitor.complaints.push(`console: ${message.text()} (${message.location().url})`);
      }
    });
    context.on('weberror', (webError) => {
      visitor.complaints.push(`uncaught: ${webError.error().message}`);
    });
    context.on('request', (request) => {
      const { hostname, protocol } = new URL(request.url());
      if (protocol.startsWith('http') && hostname !== 'localhost') {
        visitor.complaints.push(`request to another machine: ${request.url()}`);
      }
    });
    return visitor;
  }

  /**
   * A complaint that the test provokes on purpose, such as the log line of a 404: it must come. It is
   * waited for, since the browser tells of an answer first and of its complaint afterwards.
   */
  readonly expectComplaint = async (pattern: RegExp, patienceMs?: number): Promise<void> => {
    const find = () => this.complaints.findIndex((complaint) => pattern.test(complaint));
    try {
      await eventually(() => Promise.resolve(find() !== -1), patienceMs);
    } catch (cause) {
      throw new Error(`The browser did not complain of ${pattern}`, { cause });
    }
    this.complaints.splice(find(), 1);
  };

  /** Closes every tab, then throws if the browser complained of anything that was not expected. */
  async leave(): Promise<void> {
    await this.context.close();
    if (this.complaints.length > 0) {
      throw new Error(`The browser complained:\n${this.complaints.join('\n')}`);
    }
  }
}

/** Those who came in the course of a test. */
export class Visitors {
  private readonly here: Visitor[] = [];

  async arrive(browser: Browser, options?: BrowserContextOptions): Promise<Visitor> {
    const visitor = await Visitor.arrive(browser, options);
    this.here.push(visitor);
    return visitor;
  }

  /** All of them leave; then it throws what their browsers complained of, if any did. */
  async leave(): Promise<void> {
    const leaving = await Promise.allSettled(this.here.splice(0).map((visitor) => visitor.leave()));
    const complaints = leaving.flatMap((each): unknown[] =>
      each.status === 'rejected' ? [each.reason] : [],
    );
    if (complaints.length > 0) throw new AggregateError(complaints, complaints.join('\n'));
  }
}
