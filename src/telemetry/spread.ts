import type { Histogram } from '@opentelemetry/sdk-metrics';

/** What an array of CloudWatch's embedded metric format may hold. */
const MOST = 100;

type Step = readonly [value: number, count: number];

/**
 * Values that lie as those of the histograms do, the smallest first: one for each where they are a hundred or
 * fewer, else a hundred of them at equal distances. None is told smaller than it was: each is the end of its step,
 * or the greatest of all where that is less. The last is the greatest of all.
 */
export function spread(histograms: readonly Histogram[]): number[] {
  const steps = histograms.flatMap(stepsOf).toSorted(([one], [other]) => one - other);
  const total = steps.reduce((sum, [, count]) => sum + count, 0);
  const told = Math.min(total, MOST);
  const values: number[] = [];
  let passed = 0;
  for (const [value, count] of steps) {
    passed += count;
    while (values.length < told && rank(values.length, told, total) <= passed) values.push(value);
  }
  return values;
}

/** Which of all, from 1 on, is told as the one at `index`. */
const rank = (index: number, told: number, total: number) =>
  index === told - 1 ? total : Math.ceil(((index + 0.5) * total) / told);

const stepsOf = ({ buckets, max = Infinity }: Histogram): Step[] =>
  buckets.counts.flatMap((count, index) =>
    count === 0 ? [] : [[Math.min(buckets.boundaries[index] ?? Infinity, max), count] as const],
  );
