import { eventually } from '../support/eventually.js';
import type { TestBrowser } from '../support/test-browser.js';

/** A request, and what came of it. Times are in ms, by one clock. */
interface Sent {
  readonly target: string;
  readonly begun: number;
  readonly ended: number;
  /** What is wrong with the answer, if anything is. */
  readonly failure: string | undefined;
  /** The BFF that answered. */
  readonly servedBy: unknown;
}

/** A page with a session, a fragment and an API call: what people's browsers ask for. */
const TARGETS = ['/', '/hello', '/api/hello'];

/** People who ask for one thing after the other without a pause, each one at a time. */
export class Traffic {
  readonly sent: Sent[] = [];
  private stopped = false;
  private readonly loops: Promise<void>[];

  /** Everybody has a browser, and one address is in all that they are shown. */
  constructor(browsers: readonly TestBrowser[], email: string) {
    this.loops = browsers.map((browser) => this.loop(browser, email));
  }

  get failures(): Sent[] {
    return this.sent.filter(({ failure }) => failure !== undefined);
  }

  /** Waits until everybody together got so many more answers. */
  async goesOn(count: number): Promise<void> {
    const goal = this.sent.length + count;
    await eventually(async () => this.sent.length >= goal, 60_000);
  }

  /** Waits until so many BFFs share the requests begun from now on. */
  async isSharedBy(count: number): Promise<void> {
    const since = performance.now();
    const answered = () => this.sent.filter(({ begun, failure }) => begun > since && !failure);
    const serving = () => new Set(answered().map(({ servedBy }) => servedBy));
    await eventually(async () => serving().size >= count, 60_000);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.loops);
  }

  private async loop(browser: TestBrowser, email: string): Promise<void> {
    for (let turn = 0; !this.stopped; turn += 1) {
      const target = TARGETS[turn % TARGETS.length] ?? '/';
      const begun = performance.now();
      const { failure, servedBy } = await ask(browser, target, email);
      this.sent.push({ target, begun, ended: performance.now(), failure, servedBy });
    }
  }
}

async function ask(browser: TestBrowser, target: string, email: string) {
  try {
    const { status, body, headers } = await browser.fetch(target);
    const right = status === 200 && body.includes(email);
    const failure = right ? undefined : `${status} ${body.slice(0, 200)}`;
    return { failure, servedBy: headers['x-served-by'] };
  } catch (error) {
    return { failure: String(error), servedBy: undefined };
  }
}
