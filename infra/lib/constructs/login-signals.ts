import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

interface LoginSignalsProps {
  /** The product's. Its events are logged at `info`. */
  readonly logGroup: ILogGroup;
  /** Under which CloudWatch finds the metrics. */
  readonly namespace: string;
}

/** How often the product's log says what: its audit events by name, the store's troubles by their words. */
export class LoginSignals extends Construct {
  readonly loginsSucceeded: Metric;
  readonly loginsRefused: Metric;
  readonly tokensRefreshed: Metric;
  readonly refreshesRejected: Metric;
  readonly refreshesUnavailable: Metric;
  readonly storeUnreachable: Metric;

  constructor(scope: Construct, id: string, { logGroup, namespace }: LoginSignalsProps) {
    super(scope, id);
    const count = (metricName: string, field: string, value: string) =>
      new MetricFilter(this, metricName, {
        logGroup,
        metricNamespace: namespace,
        metricName,
        filterPattern: FilterPattern.stringValue(field, '=', value),
      }).metric({ statistic: 'Sum' });
    const event = (name: string) => count(name, '$.event', name);

    this.loginsSucceeded = event('login.succeeded');
    this.loginsRefused = event('login.refused');
    this.tokensRefreshed = event('token.refreshed');
    this.refreshesRejected = event('token.refresh_rejected');
    this.refreshesUnavailable = event('token.refresh_unavailable');
    this.storeUnreachable = count('store.unreachable', '$.msg', 'the session store*');
  }
}
