import { DIRECT } from '../parts/latency.js';
import type { Rates } from '../parts/rate.js';
import type { Results } from './results.js';
import { median, medianOfPairs } from './statistics.js';

export const PRODUCT = 'product';
export const FLOOR = 'floor';
/** The product that counts nothing. */
export const BLIND = 'blind';

/** A server that had less than this of its core was kept waiting by something else. */
const BUSY_CORES = 0.9;

/** What the rounds of one contestant come to, beside the product's. NaN where it wasn't measured. */
interface Compared {
  readonly perSecond: number;
  /** How many times as many a second the product does. */
  readonly productIsFaster: number;
  /** Processor time for each, and how many times the product's that is. */
  readonly cpu: number;
  readonly needsMoreCpu: number;
}

interface RateFigures extends Compared {
  readonly slowest: number;
  readonly fastest: number;
}

/** Requests per second; processor time in µs. */
export function rateFigures(rates: Rates, name: string): RateFigures {
  const [samples, product] = [rates[name] ?? [], rates[PRODUCT] ?? []];
  const perSecond = samples.map((sample) => sample.perSecond);
  return {
    ...compared(samples, product, ({ cpuUs }) => cpuUs),
    slowest: Math.min(...perSecond),
    fastest: Math.max(...perSecond),
  };
}

/** Logins per second; processor time in ms. */
export const loginFigures = ({ logins = {} }: Results, name: string): Compared =>
  compared(logins[name] ?? [], logins[PRODUCT] ?? [], ({ cpuMs }) => cpuMs);

function compared<T extends { readonly perSecond: number }>(
  samples: readonly T[],
  product: readonly T[],
  cpuOf: (sample: T) => number | undefined,
): Compared {
  const cpu = (all: readonly T[]) => all.map((one) => cpuOf(one) ?? Number.NaN);
  return {
    perSecond: median(samples.map(({ perSecond }) => perSecond)),
    productIsFaster: medianOfPairs(
      product,
      samples,
      (one, other) => one.perSecond / other.perSecond,
    ),
    cpu: median(cpu(samples)),
    needsMoreCpu: medianOfPairs(cpu(samples), cpu(product), (one, other) => one / other),
  };
}

/**
 * By what share of the product’s own time, without metrics, this state of it needs more. What else the machine does
 * only ever adds to a round, and more than is looked for here: so the quickest rounds are compared.
 */
export const costOf = (rates: Rates, name: string): number =>
  leastCpu(rates[name]) / leastCpu(rates[BLIND]) - 1;

/** In µs for each request; NaN where nothing was measured. */
export function leastCpu(samples: Rates[string] = []): number {
  const least = Math.min(...samples.map(({ cpuUs }) => cpuUs ?? Number.NaN));
  return Number.isFinite(least) ? least : Number.NaN;
}

interface LatencyFigures {
  readonly p50: number;
  readonly p99: number;
  /** Over calling the API directly. */
  readonly addedP50: number;
  readonly addedP99: number;
}

export function latencyFigures({ latency = {} }: Results, name: string): LatencyFigures {
  const [samples, direct] = [latency[name] ?? [], latency[DIRECT] ?? []];
  return {
    p50: median(samples.map(({ p50 }) => p50)),
    p99: median(samples.map(({ p99 }) => p99)),
    addedP50: medianOfPairs(samples, direct, (one, other) => one.p50 - other.p50),
    addedP99: medianOfPairs(samples, direct, (one, other) => one.p99 - other.p99),
  };
}

/** Who was kept waiting by something else, and how much of its core it had. */
export const starved = ({ throughput = {} }: Results): string[] =>
  Object.entries(throughput).flatMap(([name, samples]) => {
    const cores = median(samples.flatMap((sample) => sample.cores ?? []));
    return cores < BUSY_CORES ? [`${name} ${cores.toFixed(2)}`] : [];
  });
