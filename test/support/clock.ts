const dateNow = Date.now;
const performanceNow = performance.now.bind(performance);
let passed = 0;

/**
 * Lets this much time pass at once, for all in this process that ask what time it is. Timers run on
 * as before. (Jest's fake timers replace `performance`, and so miss who holds on to it.)
 */
export function letPass(ms: number): void {
  passed += ms;
  Date.now = () => dateNow() + passed;
  performance.now = () => performanceNow() + passed;
}

/** Back to the time outside. */
export function realTime(): void {
  passed = 0;
  Date.now = dateNow;
  performance.now = performanceNow;
}
