import {
  BootstraplessSynthesizer,
  CfnOutput,
  Stack,
  type StackProps,
  Validations,
} from 'aws-cdk-lib';
import {
  Effect,
  ManagedPolicy,
  OidcProviderNative,
  PolicyDocument,
  PolicyStatement,
  Role,
  WebIdentityPrincipal,
} from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

const ISSUER = 'token.actions.githubusercontent.com';
/** Of the roles that `cdk bootstrap` makes, unless it is told otherwise. */
const QUALIFIER = 'hnb659fds';
/** Where CloudFront's firewall and the certificates of CloudFront and the login domain have to be. */
const US_EAST_1 = 'us-east-1';
const DEPLOYERS = ['deploy', 'file-publishing', 'image-publishing', 'lookup'] as const;

/**
 * The services that the stacks are made of, as IAM names them. A test compares them with the templates:
 * CloudFormation may use these and no others.
 */
export const SERVICES = [
  'acm',
  'apigateway',
  'application-autoscaling',
  'cloudfront',
  'cloudwatch',
  'cognito-identity',
  'cognito-idp',
  'ec2',
  'ecs',
  'elasticache',
  'elasticloadbalancing',
  'events',
  'kms',
  'lambda',
  'logs',
  'route53',
  's3',
  'secretsmanager',
  'sns',
  'wafv2',
] as const;

/** What making, changing and deleting roles and policies of our own takes. */
const IAM_ACTIONS = [
  'AttachRolePolicy',
  'CreatePolicy',
  'CreateRole',
  'DeletePolicy',
  'DeleteRole',
  'DeleteRolePolicy',
  'DetachRolePolicy',
  'GetPolicy',
  'GetRole',
  'GetRolePolicy',
  'ListAttachedRolePolicies',
  'ListRolePolicies',
  'PassRole',
  'PutRolePolicy',
  'TagRole',
  'UntagRole',
  'UpdateAssumeRolePolicy',
  'UpdateRole',
].map((action) => `iam:${action}`);

interface PipelineStackProps extends StackProps {
  /** OWNER/NAME on GitHub. */
  readonly repository: string;
  /** Begins the names of the stacks, and so of their roles. */
  readonly projectName: string;
  /** Stages, each with an environment of this name on GitHub. */
  readonly stages: readonly string[];
}

/**
 * What a pipeline on GitHub needs of an account, once: a way in without keys, a role for each stage that
 * only jobs of that environment may take, one that may look, and the policy for `cdk bootstrap` that bounds
 * what CloudFormation may do for all of them.
 */
export class PipelineStack extends Stack {
  constructor(scope: Construct, id: string, props: PipelineStackProps) {
    super(scope, id, {
      ...props,
      description: 'How GitHub deploys: no keys, least privilege',
      // It comes before bootstrap, which takes the policy that it makes, and changes by its owner's own rights.
      synthesizer: new BootstraplessSynthesizer(),
    });
    const { repository, projectName, stages } = props;
    const github = new OidcProviderNative(this, 'GitHub', {
      url: `https://${ISSUER}`,
      clientIds: ['sts.amazonaws.com'],
    });
    const role = (roleId: string, subject: string, parts: readonly string[]) =>
      new Role(this, roleId, {
        description: `Jobs of ${subject}`,
        assumedBy: new WebIdentityPrincipal(github.oidcProviderArn, {
          // Compared whole: a pattern would let other branches, or another repository, in.
          StringEquals: {
            [`${ISSUER}:aud`]: 'sts.amazonaws.com',
            [`${ISSUER}:sub`]: `repo:${repository}:${subject}`,
          },
        }),
        inlinePolicies: { takeTheRolesOfBootstrap: this.take(parts) },
      });
    const look = role('Look', 'pull_request', ['lookup']);
    new CfnOutput(this, 'LookRole', { value: look.roleArn });
    for (const stage of stages) {
      const deploy = role(`Deploy-${stage}`, `environment:${stage}`, DEPLOYERS);
      new CfnOutput(this, `DeployRole-${stage}`, {
        key: `DeployRole${stage.replaceAll(/[^a-z\d]/giu, '')}`,
        value: deploy.roleArn,
      });
    }
    const policy = this.executionPolicy(projectName);
    new CfnOutput(this, 'ExecutionPolicy', { value: policy.managedPolicyArn });
  }

  /** `cdk` works by the roles that bootstrap made; of its own a job may do nothing. */
  private take(parts: readonly string[]): PolicyDocument {
    const resources = [...new Set([this.region, US_EAST_1])].flatMap((region) =>
      parts.map((part) =>
        this.formatArn({
          service: 'iam',
          region: '',
          resource: 'role',
          resourceName: `cdk-${QUALIFIER}-${part}-role-${this.account}-${region}`,
        }),
      ),
    );
    return new PolicyDocument({
      statements: [new PolicyStatement({ actions: ['sts:AssumeRole'], resources })],
    });
  }

  private executionPolicy(projectName: string): ManagedPolicy {
    const ours = (resource: string) =>
      this.formatArn({ service: 'iam', region: '', resource, resourceName: `${projectName}-*` });
    const policy = new ManagedPolicy(this, 'Execution', {
      description: 'What CloudFormation may do: cdk bootstrap --cloudformation-execution-policies',
      statements: [
        new PolicyStatement({
          sid: 'WhatTheStacksAreMadeOf',
          actions: SERVICES.map((service) => `${service}:*`),
          resources: ['*'],
        }),
        new PolicyStatement({
          sid: 'RolesOfOurOwn',
          actions: IAM_ACTIONS,
          resources: [ours('role'), ours('policy')],
        }),
        new PolicyStatement({
          sid: 'OnceInAnAccount',
          actions: ['iam:CreateServiceLinkedRole'],
          resources: ['*'],
          conditions: {
            StringLike: {
              'iam:AWSServiceName': [
                'ecs.amazonaws.com',
                'ecs.application-autoscaling.amazonaws.com',
                'elasticache.amazonaws.com',
                'elasticloadbalancing.amazonaws.com',
                'email.cognito-idp.amazonaws.com',
                'vpcorigin.cloudfront.amazonaws.com',
                'wafv2.amazonaws.com',
              ],
            },
          },
        }),
        new PolicyStatement({
          sid: 'WhatStacksReadOfOneAnother',
          actions: ['cloudformation:DescribeStacks', 'ssm:GetParameters'],
          resources: [
            this.formatArn({
              service: 'cloudformation',
              region: '*',
              resource: 'stack',
              resourceName: `${projectName}-*/*`,
            }),
            this.formatArn({
              service: 'ssm',
              region: '*',
              resource: 'parameter',
              resourceName: `cdk-bootstrap/${QUALIFIER}/version`,
            }),
          ],
        }),
        new PolicyStatement({
          sid: 'NobodysKeys',
          effect: Effect.DENY,
          actions: ['iam:CreateUser', 'iam:CreateAccessKey', 'iam:CreateLoginProfile'],
          resources: ['*'],
        }),
      ],
    });
    const wide = [
      ...SERVICES.map((service) => `Action::${service}:*`),
      'Resource::*',
      `Resource::arn:aws:cloudformation:*:<AWS::AccountId>:stack/${projectName}-*/*`,
      `Resource::arn:aws:ssm:*:<AWS::AccountId>:parameter/cdk-bootstrap/${QUALIFIER}/version`,
      ...['role', 'policy'].map(
        (kind) => `Resource::arn:aws:iam::<AWS::AccountId>:${kind}/${projectName}-*`,
      ),
    ];
    for (const what of wide) {
      Validations.of(policy).acknowledge({
        id: `AwsSolutions-IAM5[${what}]`,
        reason: 'It bounds CloudFormation by service: the stacks make resources of all of them.',
      });
    }
    return policy;
  }
}
