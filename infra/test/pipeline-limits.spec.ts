import type { Template } from 'aws-cdk-lib/assertions';
import { SERVICES } from '../lib/pipeline/limits.js';
import { read, type Values } from './configuration.js';
import { everything } from './given.js';
import { isAllowed, type Statement, written } from './iam.js';
import { policyOf, synthesisePipeline } from './pipeline-template.js';
import { synthesiseAny } from './synthesise.js';

/** What a stage of the pipeline is made of must be within what its limits let CloudFormation make. */

const [dev, prod] = [read({ stage: 'dev' }), read({ stage: 'prod' })];
const pipeline = synthesisePipeline([dev, prod]);

/** A part of a resource's type, as IAM names the service. */
const IN_IAM: Record<string, string[]> = {
  ApiGatewayV2: ['apigateway'],
  ApplicationAutoScaling: ['application-autoscaling'],
  CertificateManager: ['acm'],
  CloudFront: ['cloudfront'],
  CloudWatch: ['cloudwatch'],
  Cognito: ['cognito-idp', 'cognito-identity'],
  EC2: ['ec2'],
  ECS: ['ecs'],
  ElastiCache: ['elasticache'],
  ElasticLoadBalancingV2: ['elasticloadbalancing'],
  Events: ['events'],
  KMS: ['kms'],
  Lambda: ['lambda'],
  Logs: ['logs'],
  Route53: ['route53'],
  S3: ['s3'],
  SecretsManager: ['secretsmanager'],
  SNS: ['sns'],
  WAFv2: ['wafv2'],
};

interface Resource {
  Type: string;
  Properties?: Record<string, unknown>;
}
const resourcesOf = (stage: string, values: Values): Resource[] =>
  Object.values<Template>({ ...synthesiseAny(stage, { pipeline: 'true', ...values }) }).flatMap(
    (each) => Object.values<Resource>(each.toJSON()['Resources']),
  );

const EVERY_OPTION = {
  certificateArn: '',
  hostedZoneId: 'Z1',
  hostedZoneName: 'example.com',
  loginCertificateArn: '',
  smsMfa: 'true',
  nat: 'true',
  cloudFront: 'true',
  cloudFrontCertificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/1-2-3',
};
const variants: [what: string, stage: typeof dev, resources: Resource[]][] = [
  ['dev', dev, resourcesOf('dev', {})],
  ['prod with every option', prod, resourcesOf('prod', EVERY_OPTION)],
  ['prod that brings all it can', prod, resourcesOf('prod', everything)],
];

it('the limits name the services that the stacks are made of, and no other', () => {
  const types = variants.flatMap(([, , resources]) => resources.map(({ Type }) => Type));
  const used = new Set(
    types
      .map((type) => /^AWS::(?<service>\w+)::/u.exec(type)?.groups?.['service'])
      .filter((service) => service !== undefined && service !== 'IAM')
      .flatMap((service) => IN_IAM[service ?? ''] ?? [`unknown: ${service}`]),
  );
  expect([...used].toSorted()).toEqual([...SERVICES].toSorted());
});

it('the limits are as long as IAM takes, for a stage with the longest name', () => {
  const longest = read({ stage: 'a'.repeat(20), kind: 'dev', projectName: 'p'.repeat(30) });
  const statements = policyOf(
    synthesisePipeline([longest, dev, prod]),
    `${longest.prefix}-limits`,
  ).map(({ Resource: resource, ...others }) => ({
    ...others,
    Resource: [resource].flat().map(written),
  }));
  const { length } = JSON.stringify(statements).replaceAll('ACCOUNT', '111122223333');
  expect(length).toBeGreaterThan(3000);
  expect(length).toBeLessThan(6144);
});

describe.each(variants)('the roles of %s', (_what, { prefix, stage }, resources) => {
  const limits = policyOf(pipeline, `${prefix}-limits`);

  it('are where the limits let CloudFormation make them, and within those limits', () => {
    const roles = resources.filter(({ Type }) => Type === 'AWS::IAM::Role');
    expect(roles.length).toBeGreaterThan(1);
    for (const { Properties = {} } of roles) {
      expect(Properties['Path']).toBe(`/${prefix}/`);
      expect(written(Properties['PermissionsBoundary'])).toBe(
        `arn:aws:iam::ACCOUNT:policy/cognito-secure-login-pipeline/${prefix}-limits`,
      );
      // A name of its own would be in the way of the next one where one replaces another.
      expect(Properties).not.toHaveProperty('RoleName');
    }
    expect(resources.map(({ Type }) => Type)).not.toContain('AWS::IAM::ManagedPolicy');
  });

  it('may within them what they need', () => {
    const wishes = resources
      .filter(({ Type }) => ['AWS::IAM::Policy', 'AWS::IAM::Role'].includes(Type))
      .flatMap(({ Properties }) => statementsIn(Properties))
      .flatMap(({ Action, Resource: resource }) =>
        [Action].flat().flatMap((action) =>
          [resource].flat().map((each) => ({
            action,
            resource: written(each),
            context: {
              'aws:ResourceTag/project': 'cognito-secure-login',
              'aws:ResourceTag/stage': stage,
            },
          })),
        ),
      )
      // By whom a role may be taken says the role itself.
      .filter(({ action }) => !action.startsWith('sts:'));
    expect(wishes.length).toBeGreaterThan(3);
    expect(wishes.filter((each) => !isAllowed(limits, each))).toEqual([]);
  });
});

/** Every statement of every policy document, wherever a role has one. */
function statementsIn(value: unknown): Statement[] {
  if (typeof value !== 'object' || value === null) return [];
  const inside = Object.entries(value).flatMap(([, member]) => statementsIn(member));
  return 'Statement' in value && Array.isArray(value.Statement)
    ? [...value.Statement, ...inside]
    : inside;
}

it.each([
  'ApiGatewayV2::Api',
  'CloudFront::Distribution',
  'Cognito::UserPool',
  'EC2::SecurityGroup',
  'ECS::Cluster',
  'ECS::Service',
  'ECS::TaskDefinition',
  'ElastiCache::ServerlessCache',
  'ElastiCache::User',
  'ElasticLoadBalancingV2::LoadBalancer',
  'KMS::Key',
  'Lambda::Function',
  'Logs::LogGroup',
  'SNS::Topic',
  'SecretsManager::Secret',
  'WAFv2::WebACL',
])('prod’s %s says whose it is, by which another stage is kept from it', (type) => {
  const all = variants
    .filter(([, stage]) => stage === prod)
    .flatMap(([, , resources]) => resources)
    .filter(({ Type }) => Type === `AWS::${type}`);
  expect(all.length).toBeGreaterThan(0);
  for (const { Properties = {} } of all) {
    const tags = JSON.stringify([Properties['Tags'], Properties['UserPoolTags']]);
    expect(tags).toMatch(/"Key":"stage","Value":"prod"|"stage":"prod"/u);
    expect(tags).toMatch(/"Key":"project","Value":"cognito-s|"project":"cognito-s/u);
  }
});
