import type { Entry } from '../entry.js';
import type { Say } from '../say.js';
import { described, type Rate, type Rates, rateOf, RUN_UP_SECONDS } from './rate.js';

export const CONNECTIONS = 32;
const WARM_UP_SECONDS = 3;

/** Requests per second over 32 connections, in rounds, so that a change of the machine's mood meets all. */
export async function throughput(
  entries: readonly Entry[],
  { rounds, seconds }: { readonly rounds: number; readonly seconds: number },
  say: Say,
): Promise<Rates> {
  for (const entry of entries) await rateOf(entry, CONNECTIONS, WARM_UP_SECONDS);
  const samples: Record<string, Rate[]> = Object.fromEntries(entries.map(({ name }) => [name, []]));
  for (let round = 1; round <= rounds; round += 1) {
    for (const entry of entries) {
      await rateOf(entry, CONNECTIONS, RUN_UP_SECONDS);
      const sample = await rateOf(entry, CONNECTIONS, seconds);
      samples[entry.name]?.push(sample);
      say(`throughput, round ${round}: ${entry.name} ${described(sample)}`);
    }
  }
  return samples;
}
