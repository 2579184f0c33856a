import { Match } from 'aws-cdk-lib/assertions';
import { apiRoutes } from '../../api/routes.js';
import { propertiesOf, serviceOf } from './service-variants.js';
import { synthesise } from './synthesise.js';

const ALARM = 'AWS::CloudWatch::Alarm';
const TOPIC = 'AWS::SNS::Topic';
const OWN_ACCOUNT = { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } };

/** Alarm, metric, statistic, threshold, and in how many periods of how many seconds. */
const alarms: [string, string, string, number, number, number][] = [
  ['LoadBalancerErrors', 'AWS/ApplicationELB HTTPCode_ELB_5XX_Count', 'Sum', 5, 2, 60],
  ['ServiceErrors', 'AWS/ApplicationELB HTTPCode_Target_5XX_Count', 'Sum', 10, 3, 60],
  ['SlowAnswers', 'AWS/ApplicationELB TargetResponseTime', 'p99', 3, 3, 300],
  ['UnhealthyTasks', 'AWS/ApplicationELB UnHealthyHostCount', 'Maximum', 1, 3, 60],
  ['LoginsRefused', 'cognito-secure-login-prod login.refused', 'Sum', 20, 1, 300],
  ['RefreshesRejected', 'cognito-secure-login-prod token.refresh_rejected', 'Sum', 20, 1, 300],
  ['RefreshesUnavailable', 'cognito-secure-login-prod token.refresh_unavailable', 'Sum', 5, 2, 60],
  ['SessionStoreUnreachable', 'cognito-secure-login-prod store.unreachable', 'Sum', 1, 3, 60],
  ['MemoryNearlyUsed', 'AWS/ECS MemoryUtilization', 'Maximum', 85, 2, 300],
  ['AsManyTasksAsMayBe', 'AWS/ECS CPUUtilization', 'SampleCount', 6, 15, 60],
  ['SessionStoreNearlyFull', 'AWS/ElastiCache BytesUsedForCache', 'Maximum', 4e9, 1, 300],
  ['SessionStoreNearlyBusy', 'AWS/ElastiCache ElastiCacheProcessingUnits', 'Sum', 1_440_000, 5, 60],
  ['SignUpsRefused', 'AWS/Lambda Errors', 'Sum', 50, 1, 300],
  ['SessionStoreThrottled', 'AWS/ElastiCache ThrottledCmds', 'Sum', 1, 1, 300],
  ['SessionsEvicted', 'AWS/ElastiCache Evictions', 'Sum', 1, 1, 300],
  [
    'SessionStoreSlow',
    'cognito-secure-login-prod db_client_operation_duration_seconds',
    'p99',
    0.26,
    5,
    60,
  ],
  [
    'TasksOverloaded',
    'cognito-secure-login-prod nodejs_eventloop_delay_seconds',
    'Maximum',
    0.25,
    5,
    60,
  ],
  ['ApiErrors', 'AWS/ApiGateway 5xx', 'Sum', 5, 1, 300],
];

describe('alarms', () => {
  const template = serviceOf('prod');
  const topic = { Ref: propertiesOf(template, TOPIC).id };
  const alarm = (name: string) =>
    propertiesOf(template, ALARM, `MonitoringAlarms${name}`).properties;

  it.each(alarms)(
    '%s: %s, %s of at least %d',
    (name, metric, statistic, threshold, periods, seconds) => {
      const { Namespace, MetricName, Statistic, ExtendedStatistic, ...rest } = alarm(name);
      expect(`${Namespace} ${MetricName}`).toBe(metric);
      expect(Statistic ?? ExtendedStatistic).toBe(statistic);
      expect(rest).toMatchObject({
        Threshold: threshold,
        EvaluationPeriods: periods,
        Period: seconds,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        TreatMissingData: 'notBreaching',
      });
    },
  );

  it.each(['dev', 'prod'] as const)(
    'TooFewTasks in %s: fewer than the stage wants, or none',
    (stage) => {
      const service = serviceOf(stage);
      service.hasResourceProperties(ALARM, {
        Namespace: 'AWS/ECS',
        MetricName: 'CPUUtilization',
        Statistic: 'SampleCount',
        Period: 60,
        EvaluationPeriods: 5,
        ComparisonOperator: 'LessThanThreshold',
        Threshold: stage === 'prod' ? 2 : 1,
        TreatMissingData: 'breaching',
        Dimensions: [
          { Name: 'ClusterName', Value: { Ref: propertiesOf(service, 'AWS::ECS::Cluster').id } },
          {
            Name: 'ServiceName',
            Value: { 'Fn::GetAtt': [propertiesOf(service, 'AWS::ECS::Service').id, 'Name'] },
          },
        ],
      });
    },
  );

  it('SessionStore…: of this store', () => {
    const name = propertiesOf(template, 'AWS::ElastiCache::ServerlessCache').properties
      .ServerlessCacheName;
    for (const about of ['SessionStoreThrottled', 'SessionsEvicted']) {
      expect(alarm(about).Dimensions).toEqual([{ Name: 'clusterId', Value: name }]);
    }
  });

  it('ApiThrottled and LambdaErrors: what the API tells of itself', () => {
    expect(alarm('ApiThrottled')).toMatchObject({ Threshold: 10, MetricName: 'ApiThrottled' });
    const { Threshold, Metrics } = alarm('LambdaErrors');
    expect(Threshold).toBe(1);
    expect(JSON.stringify(Metrics)).toContain('"MetricName":"Errors","Namespace":"AWS/Lambda"');
    // Of a function that didn't run there is no number, and a sum with none of it is none.
    const functions = new Set(apiRoutes.map(({ lambda }) => lambda));
    const sum = Array.from(functions, (_, index) => `FILL(errors${index}, 0)`).join(' + ');
    expect(JSON.stringify(Metrics)).toContain(`"Expression":"${sum}"`);
  });

  const expressionOf = (name: string) => {
    const [expression, ...metrics]: {
      Expression?: string;
      MetricStat?: { Metric: { MetricName: string }; Period: number };
    }[] = alarm(name).Metrics;
    const named = metrics.map(({ MetricStat }) => MetricStat?.Metric.MetricName);
    return [expression?.Expression, named, metrics[0]?.MetricStat?.Period];
  };

  it.each<[string, string, string[], number, number]>([
    [
      'LoginsUnfinished',
      'IF(started >= 30 AND FILL(succeeded, 0) < started / 10, 1, 0)',
      ['login.started', 'login.succeeded'],
      900,
      1,
    ],
    [
      'CognitoNearlyBusy',
      'FILL(signIns, 0) + FILL(refreshes, 0)',
      ['login.succeeded', 'token.refreshed'],
      60,
      5760, // of 120 a second, four fifths
    ],
    [
      'CognitoThrottles',
      'FILL(signInsRefused, 0) + FILL(refreshesRefused, 0)',
      ['SignInThrottles', 'TokenRefreshThrottles'],
      300,
      1,
    ],
    ['TriggerErrors', 'FILL(confirmation, 0) + FILL(tokens, 0)', ['Errors', 'Errors'], 60, 1],
  ])('%s: %s of %j', (name, expression, metrics, period, threshold) => {
    expect(expressionOf(name)).toEqual([expression, metrics, period]);
    expect(alarm(name).Threshold).toBe(threshold);
  });

  it('NobodySignsIn: three of four minutes in which the canary didn’t arrive, or didn’t run', () => {
    expect(expressionOf('NobodySignsIn')).toEqual([
      'runs - failures',
      ['Invocations', 'Errors'],
      60,
    ]);
    expect(alarm('NobodySignsIn')).toMatchObject({
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      DatapointsToAlarm: 3,
      EvaluationPeriods: 4,
      TreatMissingData: 'breaching',
    });
  });

  it('SessionStoreSlow and TasksOverloaded: three of five minutes, for a line may come late', () => {
    for (const about of ['SessionStoreSlow', 'TasksOverloaded']) {
      expect(alarm(about).DatapointsToAlarm).toBe(3);
    }
    expect(alarm('TasksOverloaded').Dimensions).toEqual([{ Name: 'quantile', Value: '0.99' }]);
  });

  it('CertificateExpires: a month before', () => {
    expect(alarm('CertificateExpires')).toMatchObject({
      Namespace: 'AWS/CertificateManager',
      MetricName: 'DaysToExpiry',
      Statistic: 'Minimum',
      Threshold: 30,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'notBreaching',
    });
  });

  it('a deployment under which errors begin goes back', () => {
    const { id } = propertiesOf(template, ALARM, 'MonitoringAlarmsServiceErrors');
    const { id: other } = propertiesOf(template, ALARM, 'MonitoringAlarmsLoadBalancerErrors');
    template.hasResourceProperties('AWS::ECS::Service', {
      DeploymentConfiguration: {
        Alarms: { Enable: true, Rollback: true, AlarmNames: [{ Ref: other }, { Ref: id }] },
      },
    });
  });

  it('a number of tasks that is fixed is no news', () => {
    const { service } = synthesise('prod', { tasksMax: '2' });
    expect(JSON.stringify(service.toJSON())).not.toContain('AsManyTasksAsMayBe');
  });

  it('all reach the topic, when they begin and when they end, and say what they mean', () => {
    const all = Object.values(template.findResources(ALARM)).map(({ Properties }) => Properties);
    expect(all.length).toBeGreaterThan(alarms.length);
    for (const properties of all) {
      expect(properties.AlarmActions).toEqual([topic]);
      expect(properties.OKActions).toEqual([topic]);
      expect(properties.AlarmDescription).toMatch(/^[A-Z][ -~]{20,}[.?]$/u);
    }
  });
});

describe.each(['dev', 'prod'] as const)('the topic of %s', (stage) => {
  const template = serviceOf(stage);
  const topic = { Ref: propertiesOf(template, TOPIC).id };

  it('is encrypted with a key that CloudWatch may use, and only for this account', () => {
    const { id, properties } = propertiesOf(template, 'AWS::KMS::Key');
    template.hasResourceProperties(TOPIC, { KmsMasterKeyId: { 'Fn::GetAtt': [id, 'Arn'] } });
    expect(properties.EnableKeyRotation).toBe(true);
    expect(properties.KeyPolicy.Statement).toEqual([
      // AWS's own default: without it nobody could change the key any more.
      expect.objectContaining({
        Action: 'kms:*',
        Principal: {
          AWS: { 'Fn::Join': ['', ['arn:aws:iam::', { Ref: 'AWS::AccountId' }, ':root']] },
        },
      }),
      {
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Resource: '*',
        Condition: OWN_ACCOUNT,
      },
    ]);
  });

  it('takes alarms of this account, and nothing without TLS', () => {
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      Topics: [topic],
      PolicyDocument: {
        Statement: [
          Match.objectLike({
            Effect: 'Deny',
            Action: 'sns:Publish',
            Principal: '*',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
          Match.objectLike({
            Effect: 'Allow',
            Action: 'sns:Publish',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Resource: topic,
            Condition: OWN_ACCOUNT,
          }),
        ],
      },
    });
  });

  it('is told, so that others can subscribe', () => {
    template.hasOutput('AlarmTopic', { Value: topic });
  });

  it('writes to whom the stage names', () => {
    const subscriptions = Object.values(template.findResources('AWS::SNS::Subscription'));
    expect(
      subscriptions.map(({ Properties: { Protocol, Endpoint } }) => [Protocol, Endpoint]),
    ).toEqual(stage === 'prod' ? [['email', 'operations@example.com']] : []);
  });
});

it('alarms call an address, or a topic that there is', () => {
  const none = { alarmMail: '' };
  const url = 'https://pager.example.org/key';
  synthesise('prod', { ...none, alarmWebhooks: url }).service.hasResourceProperties(
    'AWS::SNS::Subscription',
    { Protocol: 'https', Endpoint: url },
  );
  const alarmTopicArn = 'arn:aws:sns:eu-central-1:111122223333:operations';
  const { service } = synthesise('prod', { ...none, alarmTopicArn });
  service.allResourcesProperties(ALARM, { AlarmActions: [alarmTopicArn] });
  service.resourceCountIs(TOPIC, 0);
  service.resourceCountIs('AWS::KMS::Key', 0);
});

describe('the canary', () => {
  it('runs each minute in prod, once, and nobody else may run it', () => {
    const template = serviceOf('prod');
    const { id, properties } = propertiesOf(template, 'AWS::Lambda::Function', 'Canary');
    expect(properties.Environment.Variables).toMatchObject({
      TARGET_URL: 'https://app.example.com',
    });
    template.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 minute)',
      State: 'ENABLED',
    });
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', { MaximumRetryAttempts: 0 });
    template.hasResourceProperties('AWS::Lambda::Permission', {
      FunctionName: { 'Fn::GetAtt': [id, 'Arn'] },
      Principal: 'events.amazonaws.com',
      SourceArn: { 'Fn::GetAtt': [propertiesOf(template, 'AWS::Events::Rule').id, 'Arn'] },
    });
    template.resourceCountIs('AWS::Lambda::Permission', 1);
  });

  it('isn’t there unless chosen', () => {
    serviceOf('dev').resourceCountIs('AWS::Events::Rule', 0);
  });
});

it('the dashboard shows logins, refreshes, requests, tasks, store and API on one page', () => {
  const { properties } = propertiesOf(serviceOf('prod'), 'AWS::CloudWatch::Dashboard');
  const body = JSON.stringify(properties.DashboardBody).replaceAll('\\', '');
  const titles = [...body.matchAll(/"title":"(?<title>[^"]+)"/gu)].map(
    ({ groups }) => groups?.title,
  );
  expect(titles).toEqual([
    'Alarms',
    'Logins',
    'Refreshes',
    'Requests',
    'Slowest in a hundred',
    'Tasks',
    'CPU and memory',
    'Session store',
    'API',
    'Lambda',
    'Cognito',
    'Units of the session store',
    'Canary',
    'Failures by code',
    'Requests inside a task',
    'Commands to the session store',
    'Waits for a new token',
    'Event loop',
    'Heap, memory, open sessions',
  ]);
  for (const metric of ['login.succeeded', 'token.refreshed', 'RequestCount', 'ThrottledCmds']) {
    expect(body).toContain(`"${metric}"`);
  }
});

it.each([
  ['dev', []],
  ['prod', ['TaskLogsGroup', 'CanaryFunctionLogsGroup', 'FirewallLogsGroup']],
] as const)('of %s this stays when the stack goes: %p', (stage, kept) => {
  const { Resources: resources } = serviceOf(stage).toJSON();
  const retained = Object.keys(resources).filter((id) =>
    resources[id].DeletionPolicy?.startsWith('Retain'),
  );
  expect(retained.map((id) => id.replace(/[\dA-F]{8}$/u, ''))).toEqual(kept);
});
