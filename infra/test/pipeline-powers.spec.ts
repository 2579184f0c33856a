import { qualifierOf } from '../lib/pipeline/names.js';
import { read } from './configuration.js';
import { isAllowed, type Statement, type Wish } from './iam.js';
import { policyOf, synthesisePipeline } from './pipeline-template.js';

const [dev, prod] = [read({ stage: 'dev' }), read({ stage: 'prod' })];
/** Whose name begins like dev's. */
const second = read({ stage: 'dev-2', kind: 'dev' });
const pipeline = synthesisePipeline([dev, prod, second]);
const jobs = policyOf(pipeline, `${dev.prefix}-jobs`);
const deploys = policyOf(pipeline, `${dev.prefix}-deploy`);
const limits = policyOf(pipeline, `${dev.prefix}-limits`);
const look = policyOf(pipeline, 'cognito-secure-login-look');

const iam = (resource: string) => `arn:aws:iam::ACCOUNT:${resource}`;
const bootstrapped = (stage: typeof dev, part: string, region = 'eu-central-1') =>
  iam(`role/cdk-${qualifierOf(stage)}-${part}-role-ACCOUNT-${region}`);
const stackOf = (stage: typeof dev, stack = 'service', region = 'eu-central-1') =>
  `arn:aws:cloudformation:${region}:ACCOUNT:stack/${stage.prefix}-${stack}/0123-4567`;
const assetOf = (qualifier: string) =>
  `arn:aws:s3:::cdk-${qualifier}-assets-ACCOUNT-eu-central-1/template.json`;
const BOUND = {
  'iam:PermissionsBoundary': iam(
    'policy/cognito-secure-login-pipeline/cognito-secure-login-dev-limits',
  ),
};
const tagged = (stage: string, project = 'cognito-secure-login') => ({
  'aws:ResourceTag/project': project,
  'aws:ResourceTag/stage': stage,
});
const SECRET = 'arn:aws:secretsmanager:eu-central-1:ACCOUNT:secret:Secret-AbCdEf';
const FOR_CLOUDFORMATION = { 'iam:PassedToService': 'cloudformation.amazonaws.com' };

type Case = [what: string, ...Wish[]];
const wish = (action: string, resource: string, context?: Wish['context']): Wish => ({
  action,
  resource,
  ...(context && { context }),
});

describe.each<[who: string, statements: Statement[], may: Case[], mayNot: Case[]]>([
  [
    'a job of dev',
    jobs,
    [
      [
        'takes the role that deploys dev',
        wish(
          'sts:AssumeRole',
          iam('role/cognito-secure-login-pipeline/cognito-secure-login-dev-deploy'),
        ),
      ],
      [
        'publishes for dev, in us-east-1 too',
        wish('sts:AssumeRole', bootstrapped(dev, 'file-publishing')),
        wish('sts:AssumeRole', bootstrapped(dev, 'image-publishing', 'us-east-1')),
      ],
    ],
    [
      [
        'takes another stage’s roles',
        wish(
          'sts:AssumeRole',
          iam('role/cognito-secure-login-pipeline/cognito-secure-login-prod-deploy'),
        ),
        wish('sts:AssumeRole', bootstrapped(prod, 'image-publishing')),
        wish(
          'sts:AssumeRole',
          iam('role/cognito-secure-login-pipeline/cognito-secure-login-dev-2-deploy'),
        ),
      ],
      [
        'takes bootstrap’s roles that may too much',
        ...['deploy', 'lookup', 'cfn-exec'].map((part) =>
          wish('sts:AssumeRole', bootstrapped(dev, part)),
        ),
        wish('sts:AssumeRole', iam('role/cdk-hnb659fds-deploy-role-ACCOUNT-eu-central-1')),
      ],
      [
        'does anything itself',
        wish('cloudformation:UpdateStack', stackOf(dev)),
        wish('s3:PutObject', assetOf(qualifierOf(dev))),
      ],
    ],
  ],
  [
    'a deploy of dev',
    deploys,
    [
      [
        'changes dev’s stacks',
        wish('cloudformation:CreateChangeSet', stackOf(dev)),
        wish('cloudformation:ExecuteChangeSet', stackOf(dev, 'global', 'us-east-1')),
      ],
      [
        'has CloudFormation work within dev’s limits',
        wish('iam:PassRole', bootstrapped(dev, 'cfn-exec'), FOR_CLOUDFORMATION),
      ],
    ],
    [
      [
        'changes another stage’s stacks, or the pipeline’s',
        wish('cloudformation:UpdateStack', stackOf(prod)),
        wish('cloudformation:ExecuteChangeSet', stackOf(second)),
        wish(
          'cloudformation:UpdateStack',
          'arn:aws:cloudformation:eu-central-1:ACCOUNT:stack/cognito-secure-login-pipeline/0123',
        ),
        wish(
          'cloudformation:UpdateStack',
          'arn:aws:cloudformation:eu-central-1:ACCOUNT:stack/CDKToolkit-0123456789/0123',
        ),
      ],
      [
        'has CloudFormation work by another stage’s limits, or others by these',
        wish('iam:PassRole', bootstrapped(prod, 'cfn-exec'), FOR_CLOUDFORMATION),
        wish('iam:PassRole', bootstrapped(dev, 'cfn-exec'), {
          'iam:PassedToService': 'lambda.amazonaws.com',
        }),
      ],
      [
        'reads what another stage is about to deploy',
        wish('s3:GetObject', assetOf(qualifierOf(prod))),
      ],
    ],
  ],
  [
    'CloudFormation, and whatever it makes for dev,',
    limits,
    [
      [
        'makes roles of dev within these limits',
        wish('iam:CreateRole', iam('role/cognito-secure-login-dev/Task'), BOUND),
        wish('iam:PutRolePolicy', iam('role/cognito-secure-login-dev/Task'), BOUND),
        wish('iam:PassRole', iam('role/cognito-secure-login-dev/Task')),
      ],
      [
        'reads dev’s secrets, and those that were brought',
        wish('secretsmanager:GetSecretValue', SECRET, tagged('dev')),
        wish('secretsmanager:GetSecretValue', SECRET),
      ],
      [
        'has another project’s tags in nobody’s way',
        wish(
          'ec2:DeleteVpc',
          'arn:aws:ec2:eu-central-1:ACCOUNT:vpc/vpc-1',
          tagged('prod', 'another'),
        ),
      ],
      ['reads its own code', wish('s3:GetObject', assetOf(qualifierOf(dev)))],
    ],
    [
      [
        'makes a role without limits, or gives one that has none more power',
        wish('iam:CreateRole', iam('role/cognito-secure-login-dev/Task')),
        wish('iam:CreateRole', iam('role/cognito-secure-login-dev/Task'), {
          'iam:PermissionsBoundary': iam('policy/AdministratorAccess'),
        }),
        wish('iam:AttachRolePolicy', iam('role/cognito-secure-login-dev/Task')),
        wish('iam:DeleteRolePermissionsBoundary', iam('role/cognito-secure-login-dev/Task'), BOUND),
      ],
      [
        'touches another stage’s roles, or uses them',
        ...['prod', 'dev-2'].flatMap((stage) =>
          ['iam:PassRole', 'iam:CreateRole', 'iam:UpdateAssumeRolePolicy'].map((action) =>
            wish(action, iam(`role/cognito-secure-login-${stage}/Task`), BOUND),
          ),
        ),
      ],
      [
        'touches the pipeline, or these limits',
        wish(
          'iam:PutRolePolicy',
          iam('role/cognito-secure-login-pipeline/cognito-secure-login-dev-jobs'),
          BOUND,
        ),
        wish(
          'iam:CreatePolicyVersion',
          iam('policy/cognito-secure-login-pipeline/cognito-secure-login-dev-limits'),
        ),
      ],
      [
        'takes a role, or makes somebody',
        wish('sts:AssumeRole', bootstrapped(prod, 'deploy')),
        wish('iam:CreateUser', iam('user/somebody')),
        wish('iam:CreateAccessKey', iam('user/somebody')),
      ],
      [
        'reads or changes what is tagged as another stage’s',
        wish('secretsmanager:GetSecretValue', SECRET, tagged('prod')),
        wish(
          'cognito-idp:AdminCreateUser',
          'arn:aws:cognito-idp:eu-central-1:ACCOUNT:userpool/eu-central-1_A',
          tagged('prod'),
        ),
        wish('secretsmanager:UntagResource', SECRET, tagged('prod')),
        wish('ecs:UpdateService', 'arn:aws:ecs:eu-central-1:ACCOUNT:service/a/b', tagged('dev-2')),
      ],
      [
        'changes what another stage is about to deploy',
        ...[qualifierOf(prod), qualifierOf(second), 'hnb659fds'].map((qualifier) =>
          wish('s3:PutObject', assetOf(qualifier)),
        ),
        wish(
          'ecr:BatchGetImage',
          `arn:aws:ecr:eu-central-1:ACCOUNT:repository/cdk-${qualifierOf(prod)}-container-assets-ACCOUNT-eu-central-1`,
        ),
      ],
      [
        'makes stacks of its own',
        wish('cloudformation:CreateStack', stackOf(dev)),
        wish('cloudformation:UpdateStack', stackOf(prod)),
      ],
    ],
  ],
  [
    'a pull request',
    look,
    [
      [
        'reads the project’s templates',
        wish('cloudformation:GetTemplate', stackOf(prod)),
        wish('cloudformation:DescribeStacks', stackOf(dev, 'global', 'us-east-1')),
      ],
    ],
    [
      ['changes anything', wish('cloudformation:CreateChangeSet', stackOf(dev))],
      [
        'reads anything else',
        wish(
          'cloudformation:GetTemplate',
          'arn:aws:cloudformation:eu-central-1:ACCOUNT:stack/payroll/0123',
        ),
        wish('sts:AssumeRole', bootstrapped(dev, 'lookup')),
        wish('s3:GetObject', assetOf(qualifierOf(dev))),
        wish('secretsmanager:GetSecretValue', SECRET),
      ],
    ],
  ],
])('%s', (_who, statements, may, mayNot) => {
  it.each(may)('%s', (_what, ...wishes) => {
    for (const each of wishes) expect([each, isAllowed(statements, each)]).toEqual([each, true]);
  });

  it.each(mayNot)('never %s', (_what, ...wishes) => {
    for (const each of wishes) expect([each, isAllowed(statements, each)]).toEqual([each, false]);
  });
});
