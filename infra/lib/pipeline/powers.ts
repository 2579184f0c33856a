import { Aws } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  bootstrapRoles,
  bootstrapVersions,
  deployRoleArn,
  type PipelineStage,
  qualifierOf,
  regionsOf,
  stacksOf,
} from './names.js';

const cloudFormation = (...actions: string[]) =>
  actions.map((action) => `cloudformation:${action}`);

/** What a job of the stage may do: publish what a deploy needs, and take the role that deploys. */
export const ofJobs = (stage: PipelineStage): PolicyStatement[] => [
  new PolicyStatement({
    actions: ['sts:AssumeRole'],
    resources: [
      deployRoleArn(stage),
      ...['file-publishing', 'image-publishing'].flatMap((part) => bootstrapRoles(stage, part)),
    ],
  }),
];

/**
 * What `cdk deploy`, `cdk diff` and `cdk destroy` ask of CloudFormation, about the stage's own stacks.
 * Bootstrap's deploy role may do so with every stack of the account, and CloudFormation changes a stack
 * with the role it had before when it is given none: with that role dev could change prod.
 */
export const ofDeploys = (stage: PipelineStage): PolicyStatement[] => [
  new PolicyStatement({
    sid: 'ItsStacks',
    actions: cloudFormation(
      'ContinueUpdateRollback',
      'CreateChangeSet',
      'CreateStack',
      'DeleteChangeSet',
      'DeleteStack',
      'DescribeChangeSet',
      'DescribeEvents',
      'DescribeStackEvents',
      'DescribeStackResource',
      'DescribeStackResources',
      'DescribeStacks',
      'ExecuteChangeSet',
      'GetTemplate',
      'ListChangeSets',
      'ListStackResources',
      'RollbackStack',
      'UpdateStack',
      'UpdateTerminationProtection',
    ),
    resources: stacksOf(stage),
  }),
  new PolicyStatement({
    // Of a template, and of hooks: neither is a stack.
    sid: 'WhatIsAboutNoStack',
    actions: cloudFormation('GetTemplateSummary', 'ListHookResults', 'ValidateTemplate'),
    resources: ['*'],
  }),
  new PolicyStatement({
    sid: 'ByTheStagesLimits',
    actions: ['iam:PassRole'],
    resources: bootstrapRoles(stage, 'cfn-exec'),
    conditions: { StringEquals: { 'iam:PassedToService': 'cloudformation.amazonaws.com' } },
  }),
  new PolicyStatement({
    sid: 'TemplatesThatWait',
    actions: ['s3:GetObject', 's3:GetBucketLocation', 's3:ListBucket'],
    resources: regionsOf(stage).flatMap((region) => {
      const bucket = `arn:${Aws.PARTITION}:s3:::cdk-${qualifierOf(stage)}-assets-${Aws.ACCOUNT_ID}-${region}`;
      return [bucket, `${bucket}/*`];
    }),
  }),
  new PolicyStatement({
    sid: 'WhetherItIsPrepared',
    actions: ['ssm:GetParameter', 'ssm:GetParameters'],
    resources: bootstrapVersions(stage),
  }),
];

/**
 * What `cdk diff --method template` reads of the project's stacks, and nothing else. Bootstrap's role for
 * looking things up may read whatever the account has, and whoever opens a pull request writes what its job
 * runs.
 */
export const ofPullRequests = (projectName: string, regions: string[]): PolicyStatement[] => [
  new PolicyStatement({
    sid: 'Stacks',
    actions: cloudFormation('DescribeStacks', 'GetTemplate'),
    resources: regions.map(
      (region) =>
        `arn:${Aws.PARTITION}:cloudformation:${region}:${Aws.ACCOUNT_ID}:stack/${projectName}-*/*`,
    ),
  }),
  new PolicyStatement({
    sid: 'WhetherTheyArePrepared',
    actions: ['ssm:GetParameter'],
    resources: regions.map(
      (region) =>
        `arn:${Aws.PARTITION}:ssm:${region}:${Aws.ACCOUNT_ID}:parameter/cdk-bootstrap/*/version`,
    ),
  }),
];
