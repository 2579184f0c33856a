import type { Entry } from '../entry.js';
import type { Exchange } from '../load/connection.js';
import type { Goal } from '../load/goal.js';
import { openLoad } from '../load/open.js';
import { percentile } from '../report/statistics.js';
import type { Say } from '../say.js';

export const PER_SECOND = 500;
const WARM_UP_SECONDS = 1;
const MOST_ROUNDS = 3;
/** The API itself, with nobody in between: what the others add is measured against it. */
export const DIRECT = 'direct';

/** One measurement, in ms. */
interface LatencySample {
  readonly p50: number;
  readonly p99: number;
}

export type Latency = Record<string, LatencySample[]>;

/** How long answers take at a steady 500 requests a second, in rounds. */
export async function latency(
  entries: readonly Entry[],
  api: { readonly port: number; readonly call: Exchange },
  { rounds, seconds }: { readonly rounds: number; readonly seconds: number },
  say: Say,
): Promise<Latency> {
  const goals: Goal[] = [{ name: DIRECT, port: api.port, exchanges: [api.call] }, ...entries];
  const samples: Latency = Object.fromEntries(goals.map(({ name }) => [name, []]));
  for (let round = 1; round <= Math.min(rounds, MOST_ROUNDS); round += 1) {
    for (const goal of goals) {
      await openLoad(goal, { perSecond: PER_SECOND, seconds: WARM_UP_SECONDS });
      const sample = await measured(goal, seconds);
      samples[goal.name]?.push(sample);
      const [p50, p99] = [sample.p50.toFixed(2), sample.p99.toFixed(2)];
      say(`latency, round ${round}: ${goal.name} p50 ${p50} ms, p99 ${p99} ms`);
    }
  }
  return samples;
}

async function measured(goal: Goal, seconds: number): Promise<LatencySample> {
  const latencies = await openLoad(goal, { perSecond: PER_SECOND, seconds });
  return { p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) };
}
