import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { propertiesOf, serviceOf } from '../../infra/test/service-variants.js';
import { synthesise, synthesiseIdentity } from '../../infra/test/synthesise.js';
import { parseConfig } from '../../src/config/config.js';
import { schema } from '../../src/config/schema.js';
import type { BuiltProduct } from '../support/built-product.js';
import { IMAGE, startTask, taskEnvironment } from './task.js';

const VARIANTS = ['dev', 'prod', 'full', 'zoned', 'plain'] as const;

describe.each(VARIANTS)('the environment of a task in %s', (variant) => {
  const environment = taskEnvironment(variant);

  it('is one that the product takes without a warning', () => {
    expect(parseConfig({ ...IMAGE, ...environment }).warnings).toEqual([]);
  });

  it('has no variable that the product doesn’t know', () => {
    const known = Object.keys(schema.shape);
    expect(Object.keys(environment).filter((name) => !known.includes(name))).toEqual([]);
  });

  it('lets people keep files, in the bucket’s own region', () => {
    expect(parseConfig(environment).files).toMatchObject({
      bucket: 'uploads-of-people',
      region: 'eu-central-1',
      bucketOrigin: 'https://uploads-of-people.s3.eu-central-1.amazonaws.com',
    });
  });

  it('leads to the session store over TLS, as the cluster that it is', () => {
    const { redis } = parseConfig(environment);
    const place = { host: 'sessions.invalid', port: 6379, tls: true };
    expect(redis).toMatchObject({ ...place, cluster: true, username: 'bff' });
  });

  it.each(['COGNITO_ISSUER', 'COGNITO_DOMAIN', 'API_URL', 'REDIS_URL', 'SESSION_SECRETS'])(
    'needs %s',
    (name) => {
      expect(() => parseConfig({ ...IMAGE, ...environment, [name]: undefined })).toThrow(name);
    },
  );
});

it.each([
  ['prod', 'https://app.example.com', 1],
  ['full', 'https://app.example.com', 2],
  ['dev', 'http://localhost:3000', 2],
] as const)(
  'in %s the product is %s and believes %d proxies',
  (variant, publicUrl, trustProxyHops) => {
    expect(parseConfig(taskEnvironment(variant))).toMatchObject({ publicUrl, trustProxyHops });
  },
);

it.each(['dev', 'prod'] as const)(
  'in %s the product asks for all that the app client may have, but for what changes an account',
  (stage) => {
    const { properties } = propertiesOf(synthesiseIdentity(stage), 'AWS::Cognito::UserPoolClient');
    const { cognito } = parseConfig(taskEnvironment(stage));
    expect(properties.AllowedOAuthScopes).toEqual([
      ...cognito.scopes,
      'aws.cognito.signin.user.admin',
    ]);
  },
);

it('may call what it calls as an administrator of its users, and nothing else', () => {
  const { properties } = propertiesOf(serviceOf('prod'), 'AWS::IAM::Policy', 'Administration');
  const [{ Action: allowed }] = properties.PolicyDocument.Statement;
  const source = readFileSync(
    join(import.meta.dirname, '../../src/cognito/user-directory.ts'),
    'utf8',
  );
  const called = [...source.matchAll(/\bsdk\.(?<name>\w+)Command\b/gu)].map(
    ({ groups }) => `cognito-idp:${groups?.['name']}`,
  );
  expect(allowed).toEqual([...new Set(called)].toSorted());
});

it.each([
  ['example.com, example.org', 'example.com,example.org'],
  [' , ', ''],
])(
  'the product and the trigger at sign-up let the same domains in: %j',
  (allowedEmailDomains, written) => {
    const { identity, service } = synthesise('prod', { allowedEmailDomains });
    const { properties } = propertiesOf(identity, 'AWS::Lambda::Function', 'TriggersPreSignUp');
    const trigger = properties.Environment.Variables.ALLOWED_EMAIL_DOMAINS;
    expect(trigger).toBe(written);
    const [container] = propertiesOf(service, 'AWS::ECS::TaskDefinition').properties
      .ContainerDefinitions;
    const variables: { Name: string; Value: string }[] = container.Environment;
    const told = variables.find(({ Name }) => Name === 'ALLOWED_EMAIL_DOMAINS')?.Value;
    expect(told ?? '').toBe(trigger);
  },
);

it('serves where the load balancer asks', () => {
  const service = serviceOf('prod');
  const { port } = parseConfig(taskEnvironment('prod'));
  const [target] = propertiesOf(service, 'AWS::ECS::Service').properties.LoadBalancers;
  expect(target.ContainerPort).toBe(port);
});

/** What the product keeps to without being told, in seconds: `NAME = 25_000` or `name: 25_000`. */
function secondsIn(file: string, name: string): number {
  const source = readFileSync(join(import.meta.dirname, '../../src', file), 'utf8');
  const [, milliseconds] = new RegExp(`\\b${name}(?: =|:) ([\\d_]+)\\b`, 'u').exec(source) ?? [];
  if (milliseconds === undefined) throw new Error(`${name} is not in src/${file}`);
  return Number(milliseconds.replaceAll('_', '')) / 1000;
}

describe('a deployment loses no request, for these agree:', () => {
  const service = serviceOf('prod');
  const attribute = (type: string, key: string) => {
    const { LoadBalancerAttributes, TargetGroupAttributes } = propertiesOf(
      service,
      type,
    ).properties;
    const attributes: { Key: string; Value: string }[] =
      LoadBalancerAttributes ?? TargetGroupAttributes;
    return Number(attributes.find(({ Key }) => Key === key)?.Value);
  };

  it('the product has drained before it is killed', () => {
    const { properties } = propertiesOf(service, 'AWS::ECS::TaskDefinition');
    const [{ StopTimeout: killedAfter }] = properties.ContainerDefinitions;
    expect(secondsIn('main.ts', 'DRAIN_MS')).toBeLessThan(killedAfter);
  });

  it('the load balancer hangs up idle connections before the product does', () => {
    const idle = attribute(
      'AWS::ElasticLoadBalancingV2::LoadBalancer',
      'idle_timeout.timeout_seconds',
    );
    expect(idle).toBeLessThan(secondsIn('http/server/http-server.ts', 'keepAliveTimeout'));
  });
});

describe('the built product, told what a task is told', () => {
  let product: BuiltProduct;
  let origin: string;

  beforeAll(async () => {
    ({ product, origin } = await startTask());
  });
  afterAll(async () => {
    await product.stop('SIGKILL');
  });

  it('runs, and takes no traffic before it has seen its session store', async () => {
    const { properties } = propertiesOf(
      serviceOf('prod'),
      'AWS::ElasticLoadBalancingV2::TargetGroup',
    );
    expect((await fetch(`${origin}/health/live`)).status).toBe(200);
    expect((await fetch(`${origin}${properties.HealthCheckPath}`)).status).toBe(503);
  });

  it('stops when told to', async () => {
    expect(await product.stop()).toBe(0);
  });
});
