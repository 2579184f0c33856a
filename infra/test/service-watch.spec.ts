import { Match } from 'aws-cdk-lib/assertions';
import { propertiesOf, serviceOf } from './service-variants.js';

const ALARM = 'AWS::CloudWatch::Alarm';
const TOPIC = 'AWS::SNS::Topic';
const OWN_ACCOUNT = { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } };

/** Alarm, metric, statistic, threshold, and in how many periods of how many seconds. */
const alarms: [string, string, string, number, number, number][] = [
  ['LoadBalancerErrors', 'AWS/ApplicationELB HTTPCode_ELB_5XX_Count', 'Sum', 5, 1, 300],
  ['ServiceErrors', 'AWS/ApplicationELB HTTPCode_Target_5XX_Count', 'Sum', 10, 2, 300],
  ['SlowAnswers', 'AWS/ApplicationELB TargetResponseTime', 'p99', 3, 3, 300],
  ['UnhealthyTasks', 'AWS/ApplicationELB UnHealthyHostCount', 'Maximum', 1, 2, 300],
  ['LoginsRefused', 'cognito-secure-login-prod login.refused', 'Sum', 20, 1, 300],
  ['RefreshesRejected', 'cognito-secure-login-prod token.refresh_rejected', 'Sum', 20, 1, 300],
  ['RefreshesUnavailable', 'cognito-secure-login-prod token.refresh_unavailable', 'Sum', 5, 1, 300],
  ['SessionStoreUnreachable', 'cognito-secure-login-prod store.unreachable', 'Sum', 1, 2, 300],
  ['SessionStoreThrottled', 'AWS/ElastiCache ThrottledCmds', 'Sum', 1, 1, 300],
  ['SessionsEvicted', 'AWS/ElastiCache Evictions', 'Sum', 1, 1, 300],
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

  it('writes to whom the stage names', () => {
    const subscriptions = Object.values(template.findResources('AWS::SNS::Subscription'));
    expect(
      subscriptions.map(({ Properties: { Protocol, Endpoint } }) => [Protocol, Endpoint]),
    ).toEqual(stage === 'prod' ? [['email', 'operations@example.com']] : []);
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
  ]);
  for (const metric of ['login.succeeded', 'token.refreshed', 'RequestCount', 'ThrottledCmds']) {
    expect(body).toContain(`"${metric}"`);
  }
});

it.each([
  ['dev', []],
  ['prod', ['TaskLogsGroup']],
] as const)('of %s this stays when the stack goes: %p', (stage, kept) => {
  const { Resources: resources } = serviceOf(stage).toJSON();
  const retained = Object.keys(resources).filter((id) =>
    resources[id].DeletionPolicy?.startsWith('Retain'),
  );
  expect(retained.map((id) => id.replace(/[\dA-F]{8}$/u, ''))).toEqual(kept);
});
