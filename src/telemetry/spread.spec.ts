import type { Histogram } from '@opentelemetry/sdk-metrics';
import * as fc from 'fast-check';
import { spread } from './spread.js';

const STEPS = [0.01, 0.1, 1, 10];

/** As OpenTelemetry keeps these values. */
function histogramOf(values: readonly number[]): Histogram {
  const counts = [...STEPS, Infinity].map(() => 0);
  for (const value of values) {
    const index = STEPS.findIndex((end) => value <= end);
    const at = index === -1 ? STEPS.length : index;
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return {
    buckets: { boundaries: STEPS, counts },
    count: values.length,
    sum: values.reduce((total, value) => total + value, 0),
    ...(values.length > 0 && { min: Math.min(...values), max: Math.max(...values) }),
  };
}

const durations = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { maxLength: 400 });
const sorted = (values: readonly number[]) => values.toSorted((one, other) => one - other);
const stepOf = (value: number) => STEPS.findIndex((end) => value <= end);

describe('values that lie as those of histograms do', () => {
  it('are one for each, up to a hundred, each in its own step', () => {
    fc.assert(
      fc.property(durations, (values) => {
        const few = values.slice(0, 100);
        const told = spread([histogramOf(few)]);
        expect(told.map(stepOf)).toEqual(sorted(few).map(stepOf));
      }),
    );
  });

  it('are never more than a hundred, and none is less than what it stands for', () => {
    fc.assert(
      fc.property(durations, durations, (some, others) => {
        const all = sorted([...some, ...others]);
        const told = spread([histogramOf(some), histogramOf(others)]);
        expect(told).toHaveLength(Math.min(100, all.length));
        expect(told).toEqual(sorted(told));
        // As the greatest is told: nobody is told of a wait that there wasn't.
        expect(told.at(-1)).toBe(all.at(-1));
        told.forEach((value, index) => {
          const least = all[Math.floor((index * all.length) / told.length)] ?? 0;
          expect(value).toBeGreaterThanOrEqual(least);
        });
      }),
    );
  });

  it('show the slowest in a hundred of many', () => {
    const fast = Array.from({ length: 980 }, () => 0.005);
    const slow = Array.from({ length: 20 }, () => 5);
    expect(spread([histogramOf([...fast, ...slow])]).filter((value) => value > 1)).toHaveLength(2);
  });

  it('are none of nothing', () => {
    expect(spread([])).toEqual([]);
    expect(spread([histogramOf([])])).toEqual([]);
  });
});
