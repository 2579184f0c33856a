import { DIRECT } from '../parts/latency.js';
import type { Rate } from '../parts/rate.js';
import type { Results } from './results.js';
import { median, medianOfPairs } from './statistics.js';

export const PRODUCT = 'product';
export const FLOOR = 'floor';

/** A server that had less than this of its core was kept waiting by something else. */
const BUSY_CORES = 0.9;

interface ThroughputFigures {
  readonly perSecond: number;
  readonly slowest: number;
  readonly fastest: number;
  readonly cpuUs: number | undefined;
  /** How many times as many requests a second the product answers. */
  readonly productIsFaster: number;
  /** How many times the product's processor time it needs for a request. */
  readonly needsMoreCpu: number | undefined;
}

/** What the rounds of one contestant come to. */
export function throughputFigures({ throughput = {} }: Results, name: string): ThroughputFigures {
  const [samples, product] = [throughput[name] ?? [], throughput[PRODUCT] ?? []];
  const rates = samples.map(({ perSecond }) => perSecond);
  const cpu = cpuOf(samples);
  return {
    perSecond: median(rates),
    slowest: Math.min(...rates),
    fastest: Math.max(...rates),
    cpuUs: cpu.length > 0 ? median(cpu) : undefined,
    productIsFaster: medianOfPairs(
      product,
      samples,
      (one, other) => one.perSecond / other.perSecond,
    ),
    needsMoreCpu:
      cpu.length > 0 ? medianOfPairs(cpu, cpuOf(product), (one, other) => one / other) : undefined,
  };
}

const cpuOf = (samples: readonly Rate[]) => samples.flatMap(({ cpuUs }) => cpuUs ?? []);

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
