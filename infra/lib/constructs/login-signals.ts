import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, type Metric } from 'aws-cdk-lib/aws-cloudwatch';
import {
  FilterPattern,
  type IFilterPattern,
  type ILogGroup,
  MetricFilter,
} from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

/** What tells of an outage. */
const EACH_MINUTE = { period: Duration.minutes(1) };
/** Fewer are too few to conclude anything from. */
const MANY = 30;

interface LoginSignalsProps {
  /** The product's. Its events are logged at `info`. */
  readonly logGroup: ILogGroup;
  /** Under which CloudWatch finds the metrics. */
  readonly namespace: string;
}

/** How often the product's log says what: its audit events by name, the store's troubles by their words. */
export class LoginSignals extends Construct {
  /** By people: the smoke test and the canary leave theirs unfinished. */
  readonly loginsStarted: Metric;
  readonly loginsSucceeded: Metric;
  readonly loginsRefused: Metric;
  readonly tokensRefreshed: Metric;
  readonly refreshesRejected: Metric;
  readonly refreshesUnavailable: Metric;
  readonly storeUnreachable: Metric;

  constructor(scope: Construct, id: string, { logGroup, namespace }: LoginSignalsProps) {
    super(scope, id);
    const count = (metricName: string, filterPattern: IFilterPattern) =>
      new MetricFilter(this, metricName, {
        logGroup,
        metricNamespace: namespace,
        metricName,
        filterPattern,
        defaultValue: 0, // where lines come and none is such a one: else the metric has gaps
      }).metric({ statistic: 'Sum' });
    const event = (name: string) => count(name, FilterPattern.stringValue('$.event', '=', name));

    this.loginsStarted = count(
      'login.started',
      FilterPattern.all(
        FilterPattern.stringValue('$.event', '=', 'login.started'),
        // As infra/smoke/visit.ts and deployed canaries call themselves, whatever the product is called.
        FilterPattern.stringValue('$.browser', '!=', 'cognito-bff-smoke*'),
      ),
    );
    this.loginsSucceeded = event('login.succeeded');
    this.loginsRefused = event('login.refused');
    this.tokensRefreshed = event('token.refreshed');
    this.refreshesRejected = event('token.refresh_rejected');
    this.refreshesUnavailable = event('token.refresh_unavailable').with(EACH_MINUTE);
    this.storeUnreachable = count(
      'store.unreachable',
      FilterPattern.stringValue('$.msg', '=', 'the session store*'),
    ).with(EACH_MINUTE);
  }

  /** 1 where in a quarter of an hour many began to sign in and not one in ten arrived. */
  get unfinished(): IMetric {
    const period = Duration.minutes(15);
    return new MathExpression({
      label: 'Logins begun that nobody finished',
      expression: `IF(started >= ${MANY} AND FILL(succeeded, 0) < started / 10, 1, 0)`,
      usingMetrics: {
        started: this.loginsStarted,
        succeeded: this.loginsSucceeded,
      },
      period,
    });
  }

  /** What Cognito counts against its quota "UserAuthentication", in a minute. */
  get authentications(): IMetric {
    return new MathExpression({
      label: 'Sign-ins and refreshes',
      expression: 'FILL(signIns, 0) + FILL(refreshes, 0)',
      usingMetrics: { signIns: this.loginsSucceeded, refreshes: this.tokensRefreshed },
      ...EACH_MINUTE,
    });
  }
}
