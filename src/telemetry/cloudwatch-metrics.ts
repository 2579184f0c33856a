import {
  AggregationTemporality,
  type MetricProducer,
  type MetricReader,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import type { Logger } from 'pino';
import { embeddedMetrics } from './embedded-metrics.js';

/** CloudWatch keeps metrics by the minute. */
const INTERVAL_MS = 60_000;

/**
 * Logs the metrics of each minute, and of the last one when the process ends, in the format in which CloudWatch
 * finds them in a log: nothing else has to run, be reached or be allowed to (decision 0027).
 */
export function cloudWatchMetrics(
  namespace: string,
  logger: Logger,
  durations: MetricProducer,
): MetricReader {
  const log = logger.child({}, { level: 'info' }); // whatever LOG_LEVEL says of the rest
  return new PeriodicExportingMetricReader({
    exportIntervalMillis: INTERVAL_MS,
    metricProducers: [durations],
    exporter: {
      selectAggregationTemporality: () => AggregationTemporality.DELTA,
      export: ({ scopeMetrics }, done) => {
        const metrics = scopeMetrics.flatMap((scope) => scope.metrics);
        for (const line of embeddedMetrics(metrics, namespace, Date.now())) {
          log.info(line, 'metrics');
        }
        done({ code: 0 }); // of OpenTelemetry's ExportResultCode: success
      },
      forceFlush: () => Promise.resolve(),
      shutdown: () => Promise.resolve(),
    },
  });
}
