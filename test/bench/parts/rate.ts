import type { Entry } from '../entry.js';
import { closedLoad, forSeconds } from '../load/closed.js';
import { usedWhile } from '../processes.js';

/** Before each measurement: the others have had the machine's caches meanwhile. */
export const RUN_UP_SECONDS = 0.5;

/** How fast somebody answered, once. */
export interface Rate {
  readonly perSecond: number;
  /** Processor time of its processes, in µs for each request; undefined where the system doesn't tell. */
  readonly cpuUs: number | undefined;
  /** How much of a core it had. Far below 1, something else was the bottleneck. */
  readonly cores: number | undefined;
}

/** Of each contestant, one for each round. */
export type Rates = Readonly<Record<string, readonly Rate[]>>;

/** Asks for so long over so many connections. */
export async function rateOf(entry: Entry, connections: number, seconds: number): Promise<Rate> {
  const { result, cpuUs } = await usedWhile(entry, () =>
    closedLoad(entry, { connections, goesOn: forSeconds(seconds) }),
  );
  return {
    perSecond: result.count / result.seconds,
    cpuUs: cpuUs && cpuUs / result.count,
    cores: cpuUs && cpuUs / 1e6 / result.seconds,
  };
}

/** A rate as it is said while the bench runs. */
export const described = ({ perSecond, cpuUs, cores }: Rate): string =>
  [
    `${perSecond.toFixed(0)}/s`,
    ...(cpuUs === undefined ? [] : [`${cpuUs.toFixed(1)} µs CPU/request`]),
    ...(cores === undefined ? [] : [`${cores.toFixed(2)} cores`]),
  ].join(', ');
