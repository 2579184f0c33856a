import type { Attributes } from '@opentelemetry/api';
import {
  AggregationTemporality,
  type DataPoint,
  type Histogram,
  type HistogramMetricData,
  MeterProvider,
  MetricReader,
} from '@opentelemetry/sdk-metrics';
import * as fc from 'fast-check';
import { Durations } from './durations.js';

const { CUMULATIVE, DELTA } = AggregationTemporality;
const STEPS = [0.01, 0.1, 1, 10];
const MOST = 5;

/** A reader that is asked by hand. */
class Reader extends MetricReader {
  protected override onForceFlush = () => Promise.resolve();
  protected override onShutdown = () => Promise.resolve();
}

/** A histogram of OpenTelemetry's own, and who reads what is new of it or all. */
function openTelemetrys() {
  const readers = {
    [CUMULATIVE]: new Reader({ aggregationTemporalitySelector: () => CUMULATIVE }),
    [DELTA]: new Reader({ aggregationTemporalitySelector: () => DELTA }),
  };
  const provider = new MeterProvider({
    readers: Object.values(readers),
    views: [{ instrumentName: '*', aggregationCardinalityLimit: MOST }],
  });
  const advice = { explicitBucketBoundaries: STEPS };
  const histogram = provider
    .getMeter('test')
    .createHistogram('durations', { description: 'Of the test.', unit: 's', advice });
  const told = async (temporality: AggregationTemporality) => {
    const { resourceMetrics } = await readers[temporality].collect();
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it is the only metric there
    return resourceMetrics.scopeMetrics.flatMap(({ metrics }) => metrics) as HistogramMetricData[];
  };
  return { histogram, told };
}

/** By labels, for nobody promises an order; sums apart, for they are added up in another order. */
const series = (points: readonly DataPoint<Histogram>[]) =>
  new Map(
    points.map(({ attributes, value: { buckets, count, max } }) => [
      JSON.stringify(attributes),
      { buckets, count, max },
    ]),
  );
const sums = (points: readonly DataPoint<Histogram>[]) =>
  points.reduce((total, { value }) => total + (value.sum ?? 0), 0);

const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      seconds: fc.oneof(fc.double({ min: 0, max: 100, noNaN: true }), fc.constantFrom(...STEPS)),
      key: fc.constantFrom('a', 'b', 'c'),
    }),
  },
  fc.constantFrom(CUMULATIVE, DELTA),
);

describe('durations', () => {
  it('are told as OpenTelemetry tells its own, since the start and what is new', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const ours = new Durations({
          name: 'durations',
          description: 'Of the test.',
          steps: STEPS,
          most: MOST,
        });
        const theirs = openTelemetrys();
        const compare = async (temporality: AggregationTemporality) => {
          const { dataPoints, ...one } = ours.told(temporality);
          const [{ dataPoints: points, ...other } = { ...one, dataPoints: [] }] =
            await theirs.told(temporality);
          expect(series(dataPoints)).toEqual(series(points));
          expect(sums(dataPoints)).toBeCloseTo(sums(points), 9);
          expect(other).toMatchObject(one); // theirs knows more of itself
        };
        for (const next of [...steps, CUMULATIVE, DELTA]) {
          if (typeof next === 'object') {
            const labels: Attributes = { key: next.key };
            ours.add(next.seconds, next.key, () => labels);
            theirs.histogram.record(next.seconds, labels);
          } else {
            await compare(next);
          }
        }
      }),
    );
  });

  it('have an end to their series, and still count all', () => {
    const ours = new Durations({ name: 'durations', description: '', steps: STEPS, most: MOST });
    for (let key = 0; key < 100; key += 1) ours.add(0.5, `key ${key}`, () => ({ key }));
    for (const temporality of [CUMULATIVE, DELTA]) {
      const { dataPoints } = ours.told(temporality);
      expect(dataPoints).toHaveLength(MOST);
      expect(dataPoints.reduce((total, { value }) => total + value.count, 0)).toBe(100);
      expect(dataPoints.at(-1)?.attributes).toEqual({ 'otel.metric.overflow': true });
    }
    expect(ours.told(DELTA).dataPoints).toEqual([]);
  });
});
