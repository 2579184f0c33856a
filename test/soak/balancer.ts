import { eventually } from '../support/eventually.js';

/** What becomes of an address: the process that is behind it for the next request. */
export type Route = Record<string, string>;

interface Kill {
  readonly origin: string;
  readonly at: number;
}

/** A load balancer's view: which processes get requests, and which have died. */
export class Balancer {
  private readonly serving: string[] = [];
  private readonly kills: Kill[] = [];
  private turn = 0;

  constructor(readonly publicUrl: string) {}

  /** The process at this origin gets requests from now on. */
  add(origin: string): void {
    this.serving.push(origin);
  }

  /** It gets none any more. */
  remove(origin: string): void {
    this.serving.splice(this.serving.indexOf(origin), 1);
  }

  /** It is about to be killed, with what it does. */
  noteKill(origin: string): void {
    this.remove(origin);
    this.kills.push({ origin, at: performance.now() });
  }

  /** Leads the next request to a process whose turn it is. */
  async lead(route: Route): Promise<void> {
    await eventually(async () => this.serving.length > 0, 60_000);
    this.turn += 1;
    route[this.publicUrl] = this.serving[this.turn % this.serving.length] ?? '';
  }

  /** Whether the process that a request was led to has been killed since the request began. */
  wasKilled(route: Route, begun: number): boolean {
    return this.kills.some(({ origin, at }) => origin === route[this.publicUrl] && at >= begun);
  }
}
