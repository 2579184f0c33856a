import { type Attributes, type HrTime, ValueType } from '@opentelemetry/api';
import {
  AggregationTemporality,
  DataPointType,
  type Histogram,
  type HistogramMetricData,
} from '@opentelemetry/sdk-metrics';

/** The series of all that are one too many: https://opentelemetry.io/docs/specs/otel/metrics/sdk/#overflow-attribute */
const OTHERS = 'others';
const others = () => ({ 'otel.metric.overflow': true });

/** What was measured under the same labels, in one while. */
class Tally implements Histogram {
  readonly startTime = hrTime();
  readonly buckets: Histogram['buckets'];
  count = 0;
  sum = 0;
  max = 0;

  /** @param boundaries the ends of the steps, the smallest first; what is longer has a step of its own */
  constructor(boundaries: readonly number[]) {
    this.buckets = { boundaries: [...boundaries], counts: [...boundaries, Infinity].map(() => 0) };
  }

  add(seconds: number): void {
    const { boundaries, counts } = this.buckets;
    let step = 0;
    while (seconds > (boundaries[step] ?? Infinity)) step += 1;
    counts[step] = (counts[step] ?? 0) + 1;
    this.count += 1;
    this.sum += seconds;
    if (seconds > this.max) this.max = seconds;
  }
}

interface Series {
  readonly labels: Attributes;
  /** Since the start. */
  readonly all: Tally;
  /** Since it was told last. */
  untold: Tally;
}

interface Description {
  readonly name: string;
  readonly description: string;
  /** The ends of the steps, in seconds, the smallest first. */
  readonly steps: readonly number[];
  /** How many series there are at most. All that are beyond are one, with `otel.metric.overflow`. */
  readonly most: number;
}

/**
 * A histogram of durations, for what is measured with each request. One of OpenTelemetry's sorts the labels of each
 * value and writes them out, to find where it belongs; here a key stands for them. OpenTelemetry's readers get it as if
 * it were one of its own. docs/decisions/0031-durations-by-key.md
 */
export class Durations {
  private readonly series = new Map<string, Series>();

  constructor(private readonly description: Description) {}

  /** @param labelsOf the labels that `key` stands for, and always the same */
  add(seconds: number, key: string, labelsOf: () => Attributes): void {
    const { all, untold } = this.series.get(key) ?? this.begun(key, labelsOf);
    all.add(seconds);
    untold.add(seconds);
  }

  /** @param temporality of all since the start, or of those that nobody was told of yet */
  told(temporality: AggregationTemporality): HistogramMetricData {
    const { name, description } = this.description;
    const endTime = hrTime();
    const told = [...this.series.values()].map((series) => {
      const tally = temporality === AggregationTemporality.DELTA ? this.taken(series) : series.all;
      return { attributes: series.labels, startTime: tally.startTime, endTime, value: tally };
    });
    return {
      descriptor: { name, description, unit: 's', valueType: ValueType.DOUBLE },
      aggregationTemporality: temporality,
      dataPointType: DataPointType.HISTOGRAM,
      dataPoints: told.filter(({ value }) => value.count > 0),
    };
  }

  private taken(series: Series): Tally {
    const { untold } = series;
    series.untold = this.tally();
    return untold;
  }

  private begun(key: string, labelsOf: () => Attributes): Series {
    const isLast = this.series.size + 1 >= this.description.most;
    if (isLast && key !== OTHERS) return this.series.get(OTHERS) ?? this.begun(OTHERS, others);
    const series = { labels: labelsOf(), all: this.tally(), untold: this.tally() };
    this.series.set(key, series);
    return series;
  }

  private tally(): Tally {
    return new Tally(this.description.steps);
  }
}

/** As OpenTelemetry has a time: whole seconds, and nanoseconds. */
function hrTime(): HrTime {
  const ms = Date.now();
  return [Math.floor(ms / 1000), (ms % 1000) * 1e6];
}
