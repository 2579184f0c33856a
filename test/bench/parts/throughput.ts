import type { Entry } from '../entry.js';
import { closedLoad, forSeconds } from '../load/closed.js';
import { usedWhile } from '../processes.js';
import type { Say } from '../say.js';

export const CONNECTIONS = 32;
const WARM_UP_SECONDS = 3;
/** Before each measurement: the others have had the machine's caches meanwhile. */
const RUN_UP_SECONDS = 0.5;

/** One measurement of one contestant. */
export interface ThroughputSample {
  readonly perSecond: number;
  /** Processor time of its processes, in µs for each request; undefined where the system doesn't tell. */
  readonly cpuUs: number | undefined;
  /** How much of a core it had. Far below 1, something else was the bottleneck. */
  readonly cores: number | undefined;
  readonly wrong: number;
}

export type Throughput = Record<string, ThroughputSample[]>;

/** Requests per second over 32 connections, in rounds, so that a change of the machine's mood meets all. */
export async function throughput(
  entries: readonly Entry[],
  { rounds, seconds }: { readonly rounds: number; readonly seconds: number },
  say: Say,
): Promise<Throughput> {
  for (const entry of entries) await load(entry, WARM_UP_SECONDS);
  const samples: Throughput = Object.fromEntries(entries.map(({ name }) => [name, []]));
  for (let round = 1; round <= rounds; round += 1) {
    for (const entry of entries) {
      await load(entry, RUN_UP_SECONDS);
      const sample = await measured(entry, seconds);
      samples[entry.name]?.push(sample);
      say(`throughput, round ${round}: ${entry.name} ${described(sample)}`);
    }
  }
  return samples;
}

const load = (entry: Entry, seconds: number) =>
  closedLoad({
    port: entry.port,
    exchanges: entry.exchanges,
    connections: CONNECTIONS,
    goesOn: forSeconds(seconds),
  });

async function measured(entry: Entry, seconds: number): Promise<ThroughputSample> {
  const { result, cpuUs } = await usedWhile(entry, () => load(entry, seconds));
  return {
    perSecond: result.right / result.seconds,
    cpuUs: cpuUs && cpuUs / result.right,
    cores: cpuUs && cpuUs / 1e6 / result.seconds,
    wrong: result.wrong,
  };
}

const described = ({ perSecond, cpuUs, cores, wrong }: ThroughputSample) =>
  [
    `${perSecond.toFixed(0)}/s`,
    ...(cpuUs === undefined ? [] : [`${cpuUs.toFixed(1)} µs CPU/request`]),
    ...(cores === undefined ? [] : [`${cores.toFixed(2)} cores`]),
    ...(wrong > 0 ? [`${wrong} WRONG ANSWERS`] : []),
  ].join(', ');
