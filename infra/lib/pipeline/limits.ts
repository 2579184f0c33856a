import { Aws } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  bootstrapVersions,
  limitsArn,
  pipelineItself,
  type PipelineStage,
  qualifierOf,
  rolesOf,
  stacksOf,
} from './names.js';

/** Of what `cdk bootstrap` makes when it isn't told one: not a stage's of the pipeline. */
const DEFAULT_QUALIFIER = 'hnb659fds';

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

const iam = (...actions: string[]) => actions.map((action) => `iam:${action}`);

/** Whatever gives a role more than it had. */
const GIVES_POWER = iam(
  'AttachRolePolicy',
  'CreateRole',
  'PutRolePermissionsBoundary',
  'PutRolePolicy',
);
const OTHERWISE_ON_ROLES = iam(
  'DeleteRole',
  'DeleteRolePolicy',
  'DetachRolePolicy',
  'GetRole',
  'GetRolePolicy',
  'ListAttachedRolePolicies',
  'ListRolePolicies',
  'PassRole',
  'TagRole',
  'UntagRole',
  'UpdateAssumeRolePolicy',
  'UpdateRole',
);

const SERVICE_LINKED = [
  'ecs.amazonaws.com',
  'ecs.application-autoscaling.amazonaws.com',
  'elasticache.amazonaws.com',
  'elasticloadbalancing.amazonaws.com',
  'email.cognito-idp.amazonaws.com',
  'vpcorigin.cloudfront.amazonaws.com',
  'wafv2.amazonaws.com',
];

/**
 * What CloudFormation may do for a stage, and so what any role may that it makes there: one policy is both
 * the execution policy of `cdk bootstrap` and the permissions boundary of the stage's roles. Otherwise
 * whoever can change a template could give a role of it what CloudFormation itself may not do.
 */
export const limitsOf = (
  stage: PipelineStage,
  others: readonly PipelineStage[],
): PolicyStatement[] => [
  new PolicyStatement({
    sid: 'WhatTheStacksAreMadeOf',
    actions: SERVICES.map((service) => `${service}:*`),
    resources: ['*'],
  }),
  new PolicyStatement({
    sid: 'ItsImages',
    actions: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
    resources: [
      `arn:${Aws.PARTITION}:ecr:*:${Aws.ACCOUNT_ID}:repository/cdk-${qualifierOf(stage)}-*`,
    ],
  }),
  new PolicyStatement({
    sid: 'ToReadImagesAtAll',
    actions: ['ecr:GetAuthorizationToken'],
    resources: ['*'],
  }),
  new PolicyStatement({
    sid: 'ItsRoles',
    actions: OTHERWISE_ON_ROLES,
    resources: [rolesOf(stage)],
  }),
  new PolicyStatement({
    sid: 'WithinTheseLimits',
    actions: GIVES_POWER,
    resources: [rolesOf(stage)],
    conditions: { StringEquals: { 'iam:PermissionsBoundary': limitsArn(stage) } },
  }),
  new PolicyStatement({
    sid: 'OnceInAnAccount',
    actions: ['iam:CreateServiceLinkedRole'],
    resources: ['*'],
    conditions: { StringLike: { 'iam:AWSServiceName': SERVICE_LINKED } },
  }),
  new PolicyStatement({
    sid: 'WhatStacksReadOfOneAnother',
    actions: ['cloudformation:DescribeStacks', 'ssm:GetParameters'],
    resources: [...stacksOf(stage), ...bootstrapVersions(stage)],
  }),
  new PolicyStatement({
    // By the tags that every resource has which can have some.
    sid: 'NothingOfAnotherStage',
    effect: Effect.DENY,
    actions: ['*'],
    resources: ['*'],
    conditions: {
      StringEquals: { 'aws:ResourceTag/project': stage.projectName },
      StringNotEquals: { 'aws:ResourceTag/stage': stage.stage },
    },
  }),
  new PolicyStatement({
    // Templates and code wait there for their deploy.
    sid: 'NothingOfAnotherBootstrap',
    effect: Effect.DENY,
    actions: ['s3:*'],
    resources: [DEFAULT_QUALIFIER, ...others.map(qualifierOf)].map(
      (qualifier) => `arn:${Aws.PARTITION}:s3:::cdk-${qualifier}-*`,
    ),
  }),
  new PolicyStatement({
    sid: 'NotThePipelineItself',
    effect: Effect.DENY,
    actions: ['iam:*'],
    resources: pipelineItself(stage),
  }),
  new PolicyStatement({
    sid: 'NobodysKeys',
    effect: Effect.DENY,
    actions: iam('CreateAccessKey', 'CreateLoginProfile', 'CreateUser'),
    resources: ['*'],
  }),
];
