/**
 * For log lines about what goes on and on, an outage with each request of it: the first is written at
 * once, then one every so often, which says how many were left out.
 */
export class Seldom {
  private quietUntil = Number.NEGATIVE_INFINITY;
  private leftOut = 0;

  constructor(private readonly everyMs: number) {}

  /** @param now in ms, by a clock that never goes back */
  say(write: (leftOut: number) => void, now = performance.now()): void {
    if (now < this.quietUntil) {
      this.leftOut += 1;
      return;
    }
    write(this.leftOut);
    this.quietUntil = now + this.everyMs;
    this.leftOut = 0;
  }
}
