import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { type UserPool, LambdaVersion, UserPoolOperation } from 'aws-cdk-lib/aws-cognito';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { StageConfig } from '../config/stage-config.js';
import { NodeFunction } from './node-function.js';

/** What Cognito runs on its way: who may sign up, their first group, and what tokens say. */
export class SignInTriggers extends Construct {
  /** Of those that never fail on purpose, in a minute. */
  readonly errors: IMetric;
  /** Errors of the one that refuses domains by failing, in five minutes. */
  readonly refusals: IMetric;

  constructor(scope: Construct, id: string, props: { config: StageConfig; pool: UserPool }) {
    super(scope, id);
    const { config, pool } = props;

    const preSignUp = new NodeFunction(this, 'PreSignUp', {
      config,
      handler: 'pre-sign-up',
      description: 'Refuses e-mail domains that may not sign up',
      environment: { ALLOWED_EMAIL_DOMAINS: config.allowedEmailDomains.join(',') },
    });
    pool.addTrigger(UserPoolOperation.PRE_SIGN_UP, preSignUp.lambda);

    const postConfirmation = new NodeFunction(this, 'PostConfirmation', {
      config,
      handler: 'post-confirmation',
      description: 'Puts who signed up into the group users',
    });
    pool.addTrigger(UserPoolOperation.POST_CONFIRMATION, postConfirmation.lambda);
    postConfirmation.allow(
      'AddToGroup',
      new PolicyStatement({
        actions: ['cognito-idp:AdminAddUserToGroup'],
        resources: [pool.userPoolArn],
      }),
    );

    const preTokenGeneration = new NodeFunction(this, 'PreTokenGeneration', {
      config,
      handler: 'pre-token-generation',
      description: 'Adds the e-mail address to access tokens',
    });
    // Version 2 reaches access tokens: with version 1 only ID tokens could be changed.
    pool.addTrigger(
      UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG,
      preTokenGeneration.lambda,
      LambdaVersion.V2_0,
    );
    const period = Duration.minutes(1);
    const sum = { statistic: 'Sum', period };
    this.errors = new MathExpression({
      label: 'Errors of the triggers',
      // Lambda counts errors only in minutes in which it runs: a sum with a part that is missing is none.
      expression: 'FILL(confirmation, 0) + FILL(tokens, 0)',
      usingMetrics: {
        confirmation: postConfirmation.lambda.metricErrors(sum),
        tokens: preTokenGeneration.lambda.metricErrors(sum),
      },
      period,
    });
    this.refusals = preSignUp.lambda.metricErrors({ statistic: 'Sum' });
  }
}
