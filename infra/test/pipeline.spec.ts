import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { stages } from '../config/stages.js';
import { PipelineStack, SERVICES } from '../lib/stacks/pipeline-stack.js';
import { synthesise, type Synthesised } from './synthesise.js';

const ROOT = join(import.meta.dirname, '../..');
const FOLDER = join(ROOT, '.github/workflows');
const workflows = readdirSync(FOLDER).map((name): [name: string, text: string] => [
  name,
  readFileSync(join(FOLDER, name), 'utf8'),
]);
const { scripts }: { scripts: Record<string, string> } = JSON.parse(
  readFileSync(join(ROOT, 'package.json'), 'utf8'),
);
const valuesOf = (text: string, key: string) =>
  [...text.matchAll(new RegExp(`^\\s*(?:- )?${key}: (.+)$`, 'gmu'))].map(([, value = '']) => value);

describe.each(workflows)('the workflow %s', (_name, text) => {
  it('runs npm scripts and nothing else, so that each step can be tried anywhere', () => {
    const runs = valuesOf(text, 'run');
    expect(runs.length).toBeGreaterThan(1);
    const unknown = runs.filter((command) => {
      const [, script = command === 'npm test' ? 'test' : ''] =
        /^npm run ([\w:]+)/u.exec(command) ?? [];
      return command !== 'npm ci' && !(script in scripts);
    });
    expect(unknown).toEqual([]);
  });

  it('uses actions by their commit, with the release that it is beside it', () => {
    const uses = valuesOf(text, 'uses');
    expect(uses.length).toBeGreaterThan(0);
    for (const action of uses)
      expect(action).toMatch(/^[\w-]+\/[\w-]+@[\da-f]{40} # v\d+\.\d+\.\d+$/u);
  });

  it('may read the repository, and has an identity only where a job takes a role', () => {
    expect(text).toMatch(/^permissions:\n {2}contents: read\n(?! )/mu);
    const [, ...jobs] = text.split(/^ {2}(?=\w+:\n {4})/mu);
    for (const job of jobs) {
      expect(job.includes('id-token: write')).toBe(job.includes('role-to-assume'));
    }
    expect(text).not.toMatch(/contents: write|pull_request_target|secrets\./u);
  });
});

it('one environment for each stage that is deployed, and prod after dev', () => {
  const text = readFileSync(join(FOLDER, 'deploy.yml'), 'utf8');
  expect(valuesOf(text, 'environment')).toEqual(['dev', 'prod']);
  expect(text).toMatch(/^ {2}prod:\n {4}needs: dev$/mu);
  for (const stage of valuesOf(text, 'environment')) {
    expect(text).toContain(`npm run infra:deploy -- -c stage=${stage} `);
    expect(Object.keys(stages)).toContain(stage);
  }
});

const template = Template.fromStack(
  new PipelineStack(new App(), 'pipeline', {
    env: { region: 'eu-central-1' },
    repository: 'our/repository',
    projectName: 'cognito-secure-login',
    stages: ['dev', 'prod'],
  }),
);

describe('the roles of the pipeline', () => {
  const roles = Object.values(template.findResources('AWS::IAM::Role')).map(
    ({ Properties }) => Properties,
  );

  it('are taken by jobs of this repository: one by pull requests, one by each environment', () => {
    const subjects = roles.map(({ AssumeRolePolicyDocument: { Statement } }) => {
      expect(Statement).toHaveLength(1);
      const { StringEquals, ...others } = Statement[0].Condition;
      expect(others).toEqual({});
      expect(StringEquals['token.actions.githubusercontent.com:aud']).toBe('sts.amazonaws.com');
      return StringEquals['token.actions.githubusercontent.com:sub'];
    });
    expect(subjects).toEqual([
      'repo:our/repository:pull_request',
      'repo:our/repository:environment:dev',
      'repo:our/repository:environment:prod',
    ]);
  });

  it('may take the roles of cdk bootstrap, in us-east-1 too, and nothing else', () => {
    const taken = roles.map(({ Policies }) => {
      expect(Policies).toHaveLength(1);
      const [{ Effect, Action, Resource }] = Policies[0].PolicyDocument.Statement;
      expect([Effect, Action]).toEqual(['Allow', 'sts:AssumeRole']);
      const arns = JSON.stringify(Resource).matchAll(
        /cdk-hnb659fds-([\w-]+)-role-",\{"Ref":"AWS::AccountId"\},"-([\w-]+)"/gu,
      );
      return [...arns].map(([, part, region]) => `${part} ${region}`);
    });
    const all = inEach('deploy', 'file-publishing', 'image-publishing', 'lookup');
    expect(taken).toEqual([inEach('lookup'), all, all]);
  });
});

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

describe('the policy for cdk bootstrap', () => {
  const [policy] = Object.values(template.findResources('AWS::IAM::ManagedPolicy'));
  const statements: {
    Sid: string;
    Effect: string;
    Action: string | string[];
    Resource: unknown;
  }[] = policy?.['Properties'].PolicyDocument.Statement;

  it('allows the services that the stacks are made of, and no other', () => {
    const made: Synthesised[] = [
      synthesise('dev'),
      synthesise('prod', {
        certificateArn: '',
        hostedZoneId: 'Z1',
        hostedZoneName: 'example.com',
        smsMfa: 'true',
        nat: 'true',
      }),
    ];
    const types = made.flatMap((stacks) =>
      Object.values({ ...stacks }).flatMap((each) =>
        Object.values<{ Type: string }>(each.toJSON().Resources).map(({ Type }) => Type),
      ),
    );
    const used = new Set(
      types
        .map((type) => /^AWS::(?<service>\w+)::/u.exec(type)?.groups?.['service'])
        .filter((service) => service !== undefined && service !== 'IAM')
        .flatMap((service) => IN_IAM[service ?? ''] ?? [`unknown: ${service}`]),
    );
    expect([...used].toSorted()).toEqual([...SERVICES].toSorted());
  });

  it('lets nobody make a user, or touch a role that isn’t the project’s', () => {
    const iam = statements.filter(({ Action, Effect }) =>
      [Action].flat().some((action) => Effect === 'Allow' && action.startsWith('iam:')),
    );
    expect(iam.map(({ Sid }) => Sid)).toEqual(['RolesOfOurOwn', 'OnceInAnAccount']);
    expect(JSON.stringify(iam[0]?.Resource)).toMatch(/role\/cognito-secure-login-\*/u);
    expect([iam[0]?.Action].flat()).not.toContain('iam:*');
    expect(statements.at(-1)).toMatchObject({ Effect: 'Deny' });
    expect(statements.flatMap(({ Action }) => Action)).not.toContain('*');
  });
});

it('has its roles and policies where that policy lets CloudFormation make them: by the project’s name', () => {
  const { service, identity } = synthesise('prod');
  for (const stack of [service, identity]) {
    for (const { Properties } of Object.values(stack.findResources('AWS::IAM::Role'))) {
      // Without a name CloudFormation takes the stack's, which begins with the project's.
      expect(Properties.RoleName).toBeUndefined();
    }
  }
});

const inEach = (...parts: string[]) =>
  ['eu-central-1', 'us-east-1'].flatMap((region) => parts.map((part) => `${part} ${region}`));
