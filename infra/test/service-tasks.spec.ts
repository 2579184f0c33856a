import { Match } from 'aws-cdk-lib/assertions';
import { propertiesOf, serviceOf } from './service-variants.js';

const DEFINITION = 'AWS::ECS::TaskDefinition';
const SERVICE = 'AWS::ECS::Service';
const SCALING = 'AWS::ApplicationAutoScaling::ScalingPolicy';
const TARGET_GROUP = 'AWS::ElasticLoadBalancingV2::TargetGroup';
const STAGES = ['dev', 'prod'] as const;

const container = (properties: object) => ({
  ContainerDefinitions: [Match.objectLike(properties)],
});

describe.each(STAGES)('a task of %s', (stage) => {
  const template = serviceOf(stage);
  it('runs on ARM', () => {
    template.hasResourceProperties(DEFINITION, {
      RequiresCompatibilities: ['FARGATE'],
      RuntimePlatform: { CpuArchitecture: 'ARM64', OperatingSystemFamily: 'LINUX' },
    });
  });

  it('is no root, can’t become it, and writes nothing', () => {
    template.hasResourceProperties(
      DEFINITION,
      container({
        User: '1000:1000',
        ReadonlyRootFilesystem: true,
        LinuxParameters: { Capabilities: { Drop: ['ALL'] }, InitProcessEnabled: true },
        Privileged: Match.absent(),
      }),
    );
  });

  it('shows one port', () => {
    template.hasResourceProperties(
      DEFINITION,
      container({ PortMappings: [{ ContainerPort: 3000, Protocol: 'tcp' }] }),
    );
  });

  it('is given its secrets by Secrets Manager, whole, and no template holds one', () => {
    const secrets = (beginning: string) => ({
      Ref: propertiesOf(template, 'AWS::SecretsManager::Secret', beginning).id,
    });
    template.hasResourceProperties(
      DEFINITION,
      container({
        Secrets: [
          { Name: 'COGNITO_CLIENT_SECRET', ValueFrom: Match.anyValue() },
          { Name: 'REDIS_PASSWORD', ValueFrom: secrets('SessionsUsersPassword') },
          { Name: 'SESSION_SECRETS', ValueFrom: secrets('SessionsSessionSecrets') },
        ],
      }),
    );
  });

  it('is told to stop, and has 30 s to do so', () => {
    template.hasResourceProperties(DEFINITION, container({ StopTimeout: 30 }));
  });

  it('writes its log without waiting for it', () => {
    template.hasResourceProperties(
      DEFINITION,
      container({
        LogConfiguration: {
          LogDriver: 'awslogs',
          Options: Match.objectLike({
            'awslogs-group': { Ref: propertiesOf(template, 'AWS::Logs::LogGroup', 'Task').id },
            mode: 'non-blocking',
          }),
        },
      }),
    );
  });
});

it.each([
  ['dev', 7, 'Delete'],
  ['prod', 90, 'RetainExceptOnCreate'],
] as const)('the log of %s is kept for %d days', (stage, RetentionInDays, DeletionPolicy) => {
  const template = serviceOf(stage);
  const log = template.toJSON().Resources[propertiesOf(template, 'AWS::Logs::LogGroup', 'Task').id];
  expect(log).toMatchObject({ DeletionPolicy, Properties: { RetentionInDays } });
});

it.each([
  ['dev', '256', '1024'],
  ['prod', '512', '1024'],
] as const)('a task of %s has the size that the stage says', (stage, Cpu, Memory) => {
  serviceOf(stage).hasResourceProperties(DEFINITION, { Cpu, Memory });
});

it.each(['dev', 'prod', 'full'] as const)(
  'in %s ECS may pull the image, read the secrets, write the log; the flow log may write its own',
  (variant) => {
    const policies = Object.values(serviceOf(variant).findResources('AWS::IAM::Policy'));
    const actions: string[] = policies.flatMap(({ Properties: { PolicyDocument: document } }) =>
      document.Statement.flatMap(({ Action }: { Action: string | string[] }) => Action),
    );
    const others = actions.filter((action) => !action.startsWith('cognito-idp:')); // of the product itself
    expect([...new Set(others)].toSorted()).toEqual([
      'ecr:BatchCheckLayerAvailability',
      'ecr:BatchGetImage',
      'ecr:GetAuthorizationToken',
      'ecr:GetDownloadUrlForLayer',
      'logs:CreateLogStream',
      'logs:DescribeLogStreams',
      'logs:PutLogEvents',
      'secretsmanager:DescribeSecret',
      'secretsmanager:GetSecretValue',
    ]);
  },
);

describe.each(STAGES)('a deployment of %s', (stage) => {
  const template = serviceOf(stage);

  it('has the new tasks healthy before the old ones go, and goes back where they aren’t', () => {
    template.hasResourceProperties(SERVICE, {
      DeploymentConfiguration: {
        MinimumHealthyPercent: 100,
        MaximumPercent: 200,
        DeploymentCircuitBreaker: { Enable: true, Rollback: true },
      },
      HealthCheckGracePeriodSeconds: 60,
    });
  });

  it('is started anew by the names that the outputs tell', () => {
    const idOf = (type: string) => propertiesOf(template, type).id;
    template.hasOutput('ClusterName', { Value: { Ref: idOf('AWS::ECS::Cluster') } });
    template.hasOutput('ServiceName', { Value: { 'Fn::GetAtt': [idOf(SERVICE), 'Name'] } });
  });

  it('asks whether a task is ready, and lets it finish what it has', () => {
    template.hasResourceProperties(TARGET_GROUP, {
      HealthCheckPath: '/health/ready',
      HealthCheckIntervalSeconds: 10,
      HealthCheckTimeoutSeconds: 5,
      HealthyThresholdCount: 2,
      UnhealthyThresholdCount: 3,
      Matcher: { HttpCode: '200' },
      TargetType: 'ip',
      TargetGroupAttributes: Match.arrayWith([
        { Key: 'deregistration_delay.timeout_seconds', Value: '30' },
      ]),
    });
  });

  it('leaves the number of tasks as the load has made it', () => {
    template.hasResourceProperties(SERVICE, { DesiredCount: Match.absent() });
  });

  it('gives tasks the tags of their service', () => {
    template.hasResourceProperties(SERVICE, { PropagateTags: 'SERVICE' });
  });

  it('lets nobody into a task', () => {
    template.hasResourceProperties(SERVICE, { EnableExecuteCommand: false });
  });

  it('spreads the tasks over the zones, and spreads them anew', () => {
    template.hasResourceProperties(SERVICE, { AvailabilityZoneRebalancing: 'ENABLED' });
  });
});

describe('scaling', () => {
  it.each([
    ['dev', 1, 2],
    ['prod', 2, 6],
  ] as const)('has %s run %d to %d tasks', (stage, MinCapacity, MaxCapacity) => {
    serviceOf(stage).hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', {
      MinCapacity,
      MaxCapacity,
      ScalableDimension: 'ecs:service:DesiredCount',
    });
  });

  it.each([
    ['ECSServiceAverageCPUUtilization', 60],
    ['ALBRequestCountPerTarget', 48_000], // in a minute: 800 a second
  ])('follows %s', (PredefinedMetricType, TargetValue) => {
    serviceOf('prod').hasResourceProperties(SCALING, {
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingScalingPolicyConfiguration: {
        PredefinedMetricSpecification: Match.objectLike({ PredefinedMetricType }),
        TargetValue,
      },
    });
  });
});
