import { Match, type Template } from 'aws-cdk-lib/assertions';
import { problems, type Values } from './configuration.js';
import { everything, given } from './given.js';
import { propertiesOf } from './service-variants.js';
import { synthesiseAny } from './synthesise.js';

const variants: [what: string, values: Values][] = [
  ...Object.entries<Values>(given),
  ['everything', everything],
];
const made = new Map(variants.map(([what, values]) => [what, synthesiseAny('prod', values)]));
const stacksOf = (what: string) => made.get(what) ?? {};
function serviceOf(what: string): Template {
  const { service } = stacksOf(what);
  if (!service) throw new Error(`There is no ${what}`);
  return service;
}

function environmentOf(what: string): Record<string, unknown> {
  const { properties } = propertiesOf(serviceOf(what), 'AWS::ECS::TaskDefinition');
  const [{ Environment }] = properties.ContainerDefinitions;
  return Object.fromEntries(
    Environment.map(({ Name, Value }: { Name: string; Value: unknown }) => [Name, Value]),
  );
}
function secretsOf(what: string): Record<string, unknown> {
  const { properties } = propertiesOf(serviceOf(what), 'AWS::ECS::TaskDefinition');
  const [{ Secrets }] = properties.ContainerDefinitions;
  return Object.fromEntries(
    Secrets.map(({ Name, ValueFrom }: { Name: string; ValueFrom: unknown }) => [Name, ValueFrom]),
  );
}

describe.each(['pool', 'everything'])('a user pool that there is: %s', (what) => {
  it('is left as it is: nothing of Cognito is made', () => {
    expect(stacksOf(what)).not.toHaveProperty('identity');
    for (const template of Object.values(stacksOf(what))) {
      expect(JSON.stringify(template.toJSON())).not.toContain('AWS::Cognito::');
    }
  });

  it('is the one whose users the product may look after', () => {
    const { properties } = propertiesOf(serviceOf(what), 'AWS::IAM::Policy', 'Administration');
    const [{ Resource }] = properties.PolicyDocument.Statement;
    expect(JSON.stringify(Resource)).toMatch(
      /:cognito-idp:eu-central-1:",\{"Ref":"AWS::AccountId"\},":userpool\/eu-central-1_AbCdEfGhI"/u,
    );
  });

  it('is what the product signs people in to', () => {
    expect(environmentOf(what)).toMatchObject({
      COGNITO_ISSUER: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEfGhI',
      COGNITO_DOMAIN: 'https://login.example.com',
      COGNITO_CLIENT_ID: '1example23456789',
      COGNITO_SCOPES: 'openid email profile orders/read',
      IDENTITY_POOL_ID: given.pool.identityPoolId,
      UPLOADS_BUCKET: given.pool.uploadsBucket,
    });
    expect(secretsOf(what)).toMatchObject({
      COGNITO_CLIENT_SECRET: given.pool.clientSecretArn,
    });
  });
});

it('a user pool that there is has files only where an identity pool and a bucket are given', () => {
  const { service } = synthesiseAny('prod', {
    ...given.pool,
    identityPoolId: '',
    uploadsBucket: '',
  });
  expect(service).toBeDefined();
  expect(JSON.stringify(service?.toJSON())).not.toMatch(/IDENTITY_POOL_ID|UPLOADS_BUCKET/u);
});

it('an API that is made takes the tokens of a pool that there is, with its scope', () => {
  const { api } = stacksOf('pool');
  api?.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
    JwtConfiguration: {
      Issuer: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEfGhI',
      Audience: ['1example23456789'],
    },
  });
  api?.allResourcesProperties('AWS::ApiGatewayV2::Route', { AuthorizationScopes: ['orders/read'] });
  const { api: open } = synthesiseAny('prod', { ...given.pool, apiScope: '' });
  open?.allResourcesProperties('AWS::ApiGatewayV2::Route', {
    AuthorizationType: 'JWT',
    AuthorizationScopes: Match.absent(),
  });
  expect([api, open]).not.toContain(undefined);
});

describe.each(['api', 'everything'])('an API that there is: %s', (what) => {
  it('is what the product calls, and none is made', () => {
    expect(stacksOf(what)).not.toHaveProperty('api');
    expect(environmentOf(what)['API_URL']).toBe(given.api.apiUrl);
  });

  it('is watched by whose it is', () => {
    expect(JSON.stringify(serviceOf(what).toJSON())).not.toMatch(/ApiThrottled|LambdaErrors/u);
  });
});

describe.each(['network', 'everything'])('a VPC that there is: %s', (what) => {
  const template = serviceOf(what);

  it('gets no subnet, no gateway and no log of ours', () => {
    for (const type of ['VPC', 'Subnet', 'InternetGateway', 'NatGateway', 'FlowLog']) {
      template.resourceCountIs(`AWS::EC2::${type}`, 0);
    }
  });

  it('has the load balancer in its public subnets, the tasks in those with a way out', () => {
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', {
      Scheme: 'internet-facing',
      Subnets: ['subnet-0000000a', 'subnet-0000000b'],
    });
    template.hasResourceProperties('AWS::ECS::Service', {
      NetworkConfiguration: {
        AwsvpcConfiguration: {
          AssignPublicIp: 'DISABLED',
          Subnets: ['subnet-0000001a', 'subnet-0000001b'],
        },
      },
    });
  });

  it('without subnets for tasks has them where they get out by themselves', () => {
    const { service } = synthesiseAny('prod', { ...given.network, taskSubnetIds: '' });
    service?.hasResourceProperties('AWS::ECS::Service', {
      NetworkConfiguration: {
        AwsvpcConfiguration: {
          AssignPublicIp: 'ENABLED',
          Subnets: ['subnet-0000000a', 'subnet-0000000b'],
        },
      },
    });
    expect(service).toBeDefined();
  });
});

it('a session store that is made lies in the inner subnets of a VPC that there is', () => {
  serviceOf('network').hasResourceProperties('AWS::ElastiCache::ServerlessCache', {
    SubnetIds: ['subnet-0000002a', 'subnet-0000002b'],
  });
});

describe.each(['store', 'everything'])('a session store that there is: %s', (what) => {
  const template = serviceOf(what);

  it('is what the product keeps sessions in, by its own user, and none is made', () => {
    expect(JSON.stringify(template.toJSON())).not.toContain('AWS::ElastiCache::');
    expect(environmentOf(what)).toMatchObject({
      REDIS_URL: given.store.redisUrl,
      REDIS_CLUSTER: 'false',
      REDIS_USERNAME: 'bff',
    });
    expect(secretsOf(what)).toMatchObject({
      REDIS_PASSWORD: given.store.redisSecretArn,
      SESSION_SECRETS: { Ref: expect.any(String) },
    });
  });

  it('is opened to the tasks by its security group, at its port', () => {
    template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      GroupId: given.store.redisSecurityGroupId,
      FromPort: 6380,
      ToPort: 6380,
    });
  });
});

it('a topic that there is gets the alarms', () => {
  serviceOf('topic').allResourcesProperties('AWS::CloudWatch::Alarm', {
    AlarmActions: [given.topic.alarmTopicArn],
  });
});

describe('what there is comes whole, and says nothing of what is not made', () => {
  it.each<[Values, RegExp]>([
    [{ ...given.pool, loginUrl: '' }, /^loginUrl: is required with userPoolId/u],
    [{ ...given.pool, clientSecretArn: '' }, /^clientSecretArn: is required with userPoolId/u],
    [{ ...given.pool, userPoolClientId: '' }, /^userPoolClientId: is required with userPoolId/u],
    [{ loginUrl: given.pool.loginUrl }, /^loginUrl: needs userPoolId/u],
    [{ apiScope: 'a/b' }, /^apiScope: needs userPoolId/u],
    [{ ...given.pool, uploadsBucket: '' }, /^uploadsBucket: is required with identityPoolId/u],
    [{ ...given.pool, identityPoolId: '' }, /^uploadsBucket: needs identityPoolId/u],
    [
      { ...given.pool, uploadsBucket: 'with.dots' },
      /^uploadsBucket: must be the name of a bucket/u,
    ],
    [
      { identityPoolId: given.pool.identityPoolId, uploadsBucket: 'uploads' },
      /^identityPoolId: needs userPoolId/u,
    ],
    [
      { ...given.pool, domainPrefix: 'our-login' },
      /^domainPrefix: can’t be given with userPoolId/u,
    ],
    [{ ...given.pool, mailFrom: 'a@example.org' }, /^mailFrom: can’t be given with userPoolId/u],
    [{ ...given.pool, passkeys: 'true' }, /^passkeys: can’t be true with userPoolId/u],
    // Nobody shall believe that a pool is watched because its stage says so.
    [
      { ...given.pool, featurePlan: 'plus', threatProtection: 'enforced' },
      /^threatProtection: can’t be audit or enforced with userPoolId/u,
    ],
    [{ ...given.pool, featurePlan: 'plus' }, /^featurePlan: can’t be plus with userPoolId/u],
    [{ ...given.pool, mailByCognito: 'true' }, /^mailByCognito: can’t be true with userPoolId/u],
    [
      { ...given.store, valkeyMinEcpuPerSecond: '1000' },
      /^valkeyMinEcpuPerSecond: can’t be given with redisUrl/u,
    ],
    [{ ...given.network, vpcZones: '' }, /^vpcZones: is required with vpcId|vpcZones/u],
    [{ ...given.network, nat: 'true' }, /^nat: can’t be true with vpcId/u],
    [
      { ...given.network, publicSubnetIds: 'subnet-0000000a' },
      /^publicSubnetIds: must be one for/u,
    ],
    [{ innerSubnetIds: 'subnet-0000000a' }, /^innerSubnetIds: needs vpcId/u],
    [{ ...given.store, redisSecretArn: '' }, /^redisSecretArn: is required with redisUrl/u],
    [{ redisUsername: 'bff' }, /^redisUsername: needs redisUrl/u],
    [{ redisCluster: 'true' }, /^redisCluster: needs redisUrl/u],
    [{ ...given.store, redisUrl: 'redis://sessions:6379' }, /^redisUrl: must be rediss/u],
    [{ ...given.store, redisUrl: 'rediss://user:secret@sessions' }, /^redisUrl: must be rediss/u],
  ])('%j', (values, says) => {
    expect(problems({ stage: 'prod', ...values })).toContainEqual(expect.stringMatching(says));
  });

  it.each(variants)('%s is taken', (_what, values) => {
    expect(problems({ stage: 'prod', ...values })).toEqual([]);
  });

  // With CloudFront, without a domain; and with a zone.
  it.each(['dev', 'staging'])('makes templates in %s too, each and all of it', (stage) => {
    const services = variants.map(([, values]) => synthesiseAny(stage, values).service);
    expect(services).toHaveLength(variants.length);
    expect(services).not.toContain(undefined);
  });

  it('is taken in any combination', () => {
    const combined = Object.values<Values>(given).reduce<Values[]>(
      (before, values) => [...before, ...before.map((some) => ({ ...some, ...values }))],
      [{}],
    );
    expect(combined).toHaveLength(32);
    const refused = combined.filter((values) => problems({ stage: 'prod', ...values }).length > 0);
    expect(refused).toEqual([]);
  });
});
