import type { Attributes } from '@opentelemetry/api';
import { type DataPoint, DataPointType, type MetricData } from '@opentelemetry/sdk-metrics';
import { spread } from './spread.js';

/**
 * What CloudWatch gets of the metrics, with its unit there and the labels that stay: each value of a label is a
 * metric of its own, which is paid for. The names are those of `/metrics`. What is not here CloudWatch has from
 * elsewhere: the events of the log are counted by filters, processor time by ECS.
 *
 * The dashboard and the alarms read them by these names, and a test holds both together.
 */
export const TOLD: [name: string, unit: 'Bytes' | 'Count' | 'Seconds', ...labels: string[]][] = [
  ['http_server_request_duration_seconds', 'Seconds'],
  ['http_server_active_requests', 'Count'],
  ['bff_failures_total', 'Count', 'code'],
  ['bff_refresh_wait_seconds', 'Seconds', 'outcome'],
  ['bff_sessions_open', 'Count'],
  ['db_client_operation_duration_seconds', 'Seconds'],
  ['nodejs_eventloop_delay_seconds', 'Seconds', 'quantile'],
  ['process_memory_usage_bytes', 'Bytes'],
  ['v8js_memory_heap_used_bytes', 'Bytes'],
];

type Labels = Record<string, string>;
type Value = number | number[];

/** Of one set of labels. */
interface Line {
  readonly labels: Labels;
  readonly units: { readonly Name: string; readonly Unit: string }[];
  readonly values: Record<string, Value>;
}

/**
 * The metrics of a while in CloudWatch's embedded metric format, a line of the log for each set of labels. They
 * have to be of that while alone (`AggregationTemporality.DELTA`), for CloudWatch adds up.
 *
 * AWS: "Specification: Embedded metric format".
 */
export function embeddedMetrics(
  metrics: readonly MetricData[],
  namespace: string,
  now: number,
): object[] {
  const lines = new Map<string, Line>();
  for (const [name, unit, ...kept] of TOLD) {
    const metric = metrics.find((one) => nameOf(one) === name);
    for (const [labels, value] of metric ? valuesOf(metric, kept) : []) {
      const key = JSON.stringify(labels);
      const { units, values } = lines.get(key) ?? { units: [], values: {} };
      lines.set(key, {
        labels,
        units: [...units, { Name: name, Unit: unit }],
        values: { ...values, [name]: value },
      });
    }
  }
  return [...lines.values()].map((line) => written(line, namespace, now));
}

/** `_aws` says which of the others are metrics, and which their dimensions. */
const written = ({ labels, units, values }: Line, Namespace: string, Timestamp: number) => ({
  _aws: {
    Timestamp,
    CloudWatchMetrics: [{ Namespace, Dimensions: [Object.keys(labels)], Metrics: units }],
  },
  ...labels,
  ...values,
});

/** As Prometheus has it: what only grows ends in `_total`. */
const nameOf = (metric: MetricData): string =>
  metric.dataPointType === DataPointType.SUM && metric.isMonotonic
    ? `${metric.descriptor.name}_total`
    : metric.descriptor.name;

function valuesOf(metric: MetricData, labels: string[]): [Labels, Value][] {
  switch (metric.dataPointType) {
    case DataPointType.HISTOGRAM:
      return grouped(metric.dataPoints, labels).map(([label, some]) => [label, spread(some)]);
    case DataPointType.SUM:
      return grouped(metric.dataPoints, labels).map(([label, some]) => [label, sum(some)]);
    case DataPointType.GAUGE:
      return grouped(metric.dataPoints, labels).map(([label, some]) => [label, Math.max(...some)]);
    case DataPointType.EXPONENTIAL_HISTOGRAM:
      throw new TypeError('No metric of ours is one');
  }
}

/** What differs in none but other labels belongs together. */
function grouped<T>(points: readonly DataPoint<T>[], labels: string[]): [Labels, T[]][] {
  const groups = new Map<string, [Labels, T[]]>();
  for (const { attributes, value } of points) {
    const kept = pick(attributes, labels);
    const key = JSON.stringify(kept);
    const [, values] = groups.get(key) ?? [kept, []];
    groups.set(key, [kept, [...values, value]]);
  }
  return [...groups.values()];
}

/** A series that stands for all beyond the limit has none of them. */
const pick = (attributes: Attributes, labels: string[]): Labels =>
  Object.fromEntries(labels.map((label) => [label, String(attributes[label] ?? 'other')]));

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
