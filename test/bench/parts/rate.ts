import { randomInt } from 'node:crypto';
import type { Entry } from '../entry.js';
import { closedLoad, forSeconds } from '../load/closed.js';
import { usedWhile } from '../processes.js';
import type { Say } from '../say.js';

/** Over how many connections requests come, where nothing else is said. */
export const CONNECTIONS = 32;
const WARM_UP_SECONDS = 3;
/** Before each measurement: the others have had the machine's caches meanwhile. */
const RUN_UP_SECONDS = 0.5;

/** How fast somebody answered, once. */
interface Rate {
  readonly perSecond: number;
  /** Processor time of its processes, in µs for each request; undefined where the system doesn't tell. */
  readonly cpuUs: number | undefined;
  /** How much of a core it had. Far below 1, something else was the bottleneck. */
  readonly cores: number | undefined;
}

/** Of each contestant, one for each round. */
export type Rates = Readonly<Record<string, readonly Rate[]>>;

/** How often everybody is measured, and for how long each time. */
export interface Length {
  readonly rounds: number;
  readonly seconds: number;
}

/** Until Node has compiled what it runs often. */
export async function warmUp(entries: readonly Entry[]): Promise<void> {
  for (const entry of entries) await rateOf(entry, CONNECTIONS, WARM_UP_SECONDS);
}

/** All of them in rounds, so that a change of the machine's mood meets all. */
export async function ratesInTurn(
  entries: readonly Entry[],
  connections: number,
  { rounds, seconds }: Length,
  say: Say,
): Promise<Rates> {
  const rates: Record<string, Rate[]> = Object.fromEntries(entries.map(({ name }) => [name, []]));
  for (let round = 1; round <= rounds; round += 1) {
    for (const entry of entries) {
      await rateOf(entry, connections, RUN_UP_SECONDS);
      const rate = await rateOf(entry, connections, seconds);
      rates[entry.name]?.push(rate);
      say(`round ${round}: ${entry.name} ${described(rate)}`);
    }
  }
  return rates;
}

/** Asks for so long over so many connections, from anywhere in the turn on: else the first were asked most. */
async function rateOf(entry: Entry, connections: number, seconds: number): Promise<Rate> {
  const { result, cpuUs } = await usedWhile(entry, () =>
    closedLoad(entry, {
      connections,
      from: randomInt(entry.exchanges.length),
      goesOn: forSeconds(seconds),
    }),
  );
  return {
    perSecond: result.count / result.seconds,
    cpuUs: cpuUs && cpuUs / result.count,
    cores: cpuUs && cpuUs / 1e6 / result.seconds,
  };
}

/** As it is said while the bench runs. */
const described = ({ perSecond, cpuUs, cores }: Rate): string =>
  [
    `${perSecond.toFixed(0)}/s`,
    ...(cpuUs === undefined ? [] : [`${cpuUs.toFixed(1)} µs CPU/request`]),
    ...(cores === undefined ? [] : [`${cores.toFixed(2)} cores`]),
  ].join(', ');
