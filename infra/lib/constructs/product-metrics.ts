import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';

const EACH_MINUTE = Duration.minutes(1);

/**
 * What the tasks say of themselves each minute, which CloudWatch finds in their log. The names are those of
 * `/metrics`, and the labels those that `src/telemetry/embedded-metrics.ts` keeps.
 */
export class ProductMetrics {
  constructor(private readonly namespace: string) {}

  /** The slowest in a hundred, in seconds. */
  get requests(): IMetric {
    return this.metric('http_server_request_duration_seconds', 'p99');
  }

  get active(): IMetric {
    return this.metric('http_server_active_requests', 'Sum');
  }

  /** Commands to the session store, the slowest in a hundred, in seconds. */
  get storeCommands(): IMetric {
    return this.metric('db_client_operation_duration_seconds', 'p99');
  }

  /** How late the event loop of the busiest task is, in seconds, by quantile: so long waits what it has to do. */
  get latenesses(): IMetric {
    return this.each('nodejs_eventloop_delay_seconds', 'quantile', 'Maximum');
  }

  /** … in all but one of a hundred turns of it. */
  get lateness(): IMetric {
    return this.metric('nodejs_eventloop_delay_seconds', 'Maximum', { quantile: '0.99' });
  }

  get sessions(): IMetric {
    return this.metric('bff_sessions_open', 'Sum');
  }

  get heap(): IMetric {
    return this.metric('v8js_memory_heap_used_bytes', 'Maximum');
  }

  get memory(): IMetric {
    return this.metric('process_memory_usage_bytes', 'Maximum');
  }

  /** Whatever codes there have been. */
  get failures(): IMetric {
    return this.each('bff_failures_total', 'code', 'Sum');
  }

  /** The slowest in a hundred, by what came of it, in seconds. */
  get waits(): IMetric {
    return this.each('bff_refresh_wait_seconds', 'outcome', 'p99');
  }

  private metric(metricName: string, statistic: string, dimensionsMap?: Record<string, string>) {
    const { namespace } = this;
    return new Metric({ namespace, metricName, statistic, dimensionsMap, period: EACH_MINUTE });
  }

  /** A line for each value of the label. */
  private each(metricName: string, label: string, statistic: string): IMetric {
    const which = `{"${this.namespace}",${label}} MetricName="${metricName}"`;
    return new MathExpression({
      label: '',
      expression: `SEARCH('${which}', '${statistic}', ${EACH_MINUTE.toSeconds()})`,
      period: EACH_MINUTE,
    });
  }
}
