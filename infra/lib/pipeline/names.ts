import { createHash } from 'node:crypto';
import { Aws } from 'aws-cdk-lib';
import type { StageConfig } from '../config/stage-config.js';
import { GLOBAL_REGION } from '../stacks/global-stack.js';

/** What the pipeline has to know of a stage. */
export type PipelineStage = Pick<StageConfig, 'stage' | 'prefix' | 'projectName' | 'region'>;

/** The stacks that a stage can have, each `PREFIX-NAME`. */
export const STACKS = ['global', 'identity', 'api', 'service'] as const;

/** Where a stage's stacks are: what CloudFront and the login domain need is elsewhere. */
export const regionsOf = ({ region }: PipelineStage): string[] => [
  ...new Set([region, GLOBAL_REGION]),
];

/**
 * Begins the names of what `cdk bootstrap` makes for this stage alone. It takes ten characters at most, too
 * few for a prefix.
 */
export const qualifierOf = ({ prefix }: PipelineStage): string =>
  createHash('sha256').update(prefix).digest('hex').slice(0, 10);

/**
 * Below it are the roles of a stage, by IAM's paths. Of a role's name CloudFormation keeps what fits, and
 * one prefix may begin like another; a path is whole, and ends.
 */
export const rolePathOf = ({ prefix }: Pick<PipelineStage, 'prefix'>): string => `/${prefix}/`;

/** Below it is what the pipeline itself consists of. */
export const pipelinePathOf = ({ projectName }: Pick<PipelineStage, 'projectName'>): string =>
  `/${projectName}-pipeline/`;

export const deployRoleName = ({ prefix }: PipelineStage): string => `${prefix}-deploy`;
export const limitsName = ({ prefix }: PipelineStage): string => `${prefix}-limits`;

/** As CloudFormation fills it in; a synthesizer has a writing of its own for the same. */
const AS_TEMPLATES = { partition: Aws.PARTITION, account: Aws.ACCOUNT_ID };
export const AS_SYNTHESIZERS = { partition: '${AWS::Partition}', account: '${AWS::AccountId}' };

const iamArn = (resource: string, { partition, account } = AS_TEMPLATES) =>
  `arn:${partition}:iam::${account}:${resource}`;

export const deployRoleArn = (stage: PipelineStage, written = AS_TEMPLATES): string =>
  iamArn(`role${pipelinePathOf(stage)}${deployRoleName(stage)}`, written);
export const limitsArn = (stage: PipelineStage): string =>
  iamArn(`policy${pipelinePathOf(stage)}${limitsName(stage)}`);
export const rolesOf = (stage: PipelineStage): string => iamArn(`role${rolePathOf(stage)}*`);
export const pipelineItself = (stage: PipelineStage): string[] =>
  ['role', 'policy'].map((kind) => iamArn(`${kind}${pipelinePathOf(stage)}*`));

/** A role that bootstrap makes for the stage, in each of its regions. */
export const bootstrapRoles = (stage: PipelineStage, part: string): string[] =>
  regionsOf(stage).map((region) =>
    iamArn(`role/cdk-${qualifierOf(stage)}-${part}-role-${Aws.ACCOUNT_ID}-${region}`),
  );

/** The whole names of a stage's stacks: `PREFIX-*` would be those of `PREFIX-2` too. */
export const stacksOf = (stage: PipelineStage): string[] =>
  regionsOf(stage).flatMap((region) =>
    STACKS.map(
      (stack) =>
        `arn:${Aws.PARTITION}:cloudformation:${region}:${Aws.ACCOUNT_ID}:stack/${stage.prefix}-${stack}/*`,
    ),
  );

/** Where `cdk` looks whether the region was prepared. */
export const bootstrapVersions = (stage: PipelineStage): string[] =>
  regionsOf(stage).map(
    (region) =>
      `arn:${Aws.PARTITION}:ssm:${region}:${Aws.ACCOUNT_ID}:parameter/cdk-bootstrap/${qualifierOf(stage)}/version`,
  );
