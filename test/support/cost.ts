import { cpuUsage } from 'node:process';

const ATTEMPTS = 2;
const ROUNDS = 8;
const FEWER_ROUNDS = 3;
const RUNS = 2;

/** What can't be told from noise, in ms of processor time for one run. */
const FLOOR_MS = 1;
/** What no noise comes near. */
const CLEAR_MS = 20;
/** What no single request may cost, however its work grows: it holds up everybody else for as long. */
const MOST_MS = 100;
/** Four times the length: 4 for work in step with it, 16 for work with its square. */
const MOST_TIMES = 8;

type Work = (length: number) => Promise<void>;

/**
 * Whether the work grows with its input as a straight line does, at most: four times the length costs
 * less than eight times as much, or nothing to speak of; and all of it never a tenth of a second. It counts processor time, which a busy machine
 * doesn't stretch much, takes the least of several rounds, and looks twice before it says no.
 *
 * @returns `undefined`, or how it grew
 */
export async function squareGrowth(work: Work, length: number): Promise<string | undefined> {
  const base = await costOf(work, 0, 1);
  const first = (await costOf(work, length, 1)) - base;
  if (first < FLOOR_MS) return undefined; // as nearly always: the longest costs no more than none
  const rounds = first > CLEAR_MS ? FEWER_ROUNDS : ROUNDS;

  let found = '';
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const none = await costOf(work, 0, rounds);
    const quarter = (await costOf(work, length / 4, rounds)) - none;
    const whole = (await costOf(work, length, rounds)) - none;
    if (whole < Math.min(MOST_MS, Math.max(FLOOR_MS, MOST_TIMES * quarter))) return undefined;
    found = `${quarter.toFixed(2)} ms for a quarter, ${whole.toFixed(2)} ms for the whole`;
  }
  return found;
}

async function costOf(work: Work, length: number, rounds: number): Promise<number> {
  let least = Infinity;
  for (let round = 0; round < rounds; round += 1) {
    const before = cpuUsage();
    for (let run = 0; run < RUNS; run += 1) await work(length);
    const { user, system } = cpuUsage(before);
    least = Math.min(least, (user + system) / 1000 / RUNS);
  }
  return least;
}
