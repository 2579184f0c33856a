import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { StageConfig } from '../config/stage-config.js';
import { NodeFunction } from './node-function.js';

const EACH_MINUTE = Duration.minutes(1);

interface CanaryProps {
  readonly config: StageConfig;
  readonly issuer: string;
}

/**
 * Opens the login each minute, from outside as a browser does, up to the page where a person would
 * enter their password: DNS, certificate, firewall, load balancer, tasks, session store and Cognito.
 */
export class Canary extends Construct {
  /** How often it got there; a minute without is one in which nobody could sign in. */
  readonly arrivals: IMetric;

  constructor(scope: Construct, id: string, { config, issuer }: CanaryProps) {
    super(scope, id);
    const { lambda } = new NodeFunction(this, 'Function', {
      config,
      handler: 'canary',
      description: 'Opens the login as a browser does, up to the password',
      environment: { TARGET_URL: config.publicUrl, ISSUER: issuer },
      timeout: Duration.seconds(50), // the next one begins after 60
      needsRequire: true, // undici
    });
    new Rule(this, 'EachMinute', {
      schedule: Schedule.rate(EACH_MINUTE),
      // What couldn't be asked in time is asked anew in a minute.
      targets: [new LambdaFunction(lambda, { retryAttempts: 0, maxEventAge: EACH_MINUTE })],
    });
    // Lambda tries twice more by itself: three logins for one.
    lambda.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: EACH_MINUTE });
    const sum = { statistic: 'Sum', period: EACH_MINUTE };
    this.arrivals = new MathExpression({
      label: 'The canary reached the login page',
      expression: 'runs - failures',
      usingMetrics: {
        runs: lambda.metricInvocations(sum),
        failures: lambda.metricErrors(sum),
      },
      period: EACH_MINUTE,
    });
  }
}
