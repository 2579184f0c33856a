import {
  BootstraplessSynthesizer,
  CfnOutput,
  Duration,
  Stack,
  type StackProps,
  Validations,
} from 'aws-cdk-lib';
import {
  AccountRootPrincipal,
  type IPrincipal,
  ManagedPolicy,
  OidcProviderNative,
  PolicyDocument,
  type PolicyStatement,
  Role,
  WebIdentityPrincipal,
} from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { limitsOf } from '../pipeline/limits.js';
import {
  deployRoleName,
  limitsName,
  pipelinePathOf,
  type PipelineStage,
  qualifierOf,
  regionsOf,
} from '../pipeline/names.js';
import { ofDeploys, ofJobs, ofPullRequests } from '../pipeline/powers.js';

const ISSUER = 'token.actions.githubusercontent.com';
/** CloudFront takes a quarter of an hour for a change, and a first deploy makes everything. */
const LONGEST_DEPLOY = Duration.hours(2);

/**
 * OWNER/NAME as the subject of GitHub's tokens has it: in repositories with immutable subjects each of
 * both is followed by its number, OWNER@ID/NAME@ID.
 */
export const isRepository = (text: string): boolean =>
  /^[\w.-]+\/[\w.-]+$|^[\w.-]+@\d+\/[\w.-]+@\d+$/u.test(text);

interface PipelineStackProps extends StackProps {
  /** OWNER/NAME on GitHub, or OWNER@ID/NAME@ID. */
  readonly repository: string;
  /** Each with an environment of its name on GitHub. */
  readonly stages: readonly [PipelineStage, ...PipelineStage[]];
}

/**
 * What a pipeline on GitHub needs of an account, once: a way in without keys; for each stage a role that
 * only jobs of its environment may take, one that deploys its stacks and no others, and the limits of
 * whatever these make; for pull requests a role that looks. It is there before `cdk bootstrap`, which is
 * told those limits.
 */
export class PipelineStack extends Stack {
  private readonly github: OidcProviderNative;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: PipelineStackProps,
  ) {
    super(scope, id, {
      ...props,
      description: 'How GitHub deploys: no keys, least privilege',
      // It comes before bootstrap, which takes the policy that it makes, and changes by its owner's own rights.
      synthesizer: new BootstraplessSynthesizer(),
    });
    this.github = new OidcProviderNative(this, 'GitHub', {
      url: `https://${ISSUER}`,
      clientIds: ['sts.amazonaws.com'],
    });
    const { stages } = props;
    const [{ projectName }] = stages;
    const look = this.role('Look', {
      roleName: `${projectName}-look`,
      assumedBy: this.jobsOf('pull_request'),
      description: 'Jobs of pull requests',
      may: ofPullRequests(projectName, [...new Set(stages.flatMap(regionsOf))]),
    });
    new CfnOutput(this, 'LookRole', { value: look.roleArn });
    for (const stage of stages) this.letDeploy(stage);
  }

  private letDeploy(stage: PipelineStage): void {
    const { stage: name, prefix } = stage;
    const jobs = this.role(`Jobs-${name}`, {
      roleName: `${prefix}-jobs`,
      description: `Jobs of the environment ${name}`,
      assumedBy: this.jobsOf(`environment:${name}`),
      may: ofJobs(stage),
    });
    this.role(`Deploy-${name}`, {
      roleName: deployRoleName(stage),
      description: `Deploys ${name}: its jobs take it, and whoever the account lets`,
      assumedBy: new AccountRootPrincipal(),
      may: ofDeploys(stage),
    });
    const limits = new ManagedPolicy(this, `Limits-${name}`, {
      managedPolicyName: limitsName(stage),
      path: pipelinePathOf(stage),
      description: `What CloudFormation may do for ${name}, and what any role may that it makes`,
      statements: limitsOf(
        stage,
        this.props.stages.filter((other) => other !== stage),
      ),
    });
    acknowledgeWildcards(limits, limits.document);
    const key = name.replaceAll('-', '');
    new CfnOutput(this, `JobsRole${key}`, { value: jobs.roleArn });
    for (const region of regionsOf(stage)) {
      new CfnOutput(this, `Bootstrap${key}In${region.replaceAll('-', '')}`, {
        value: this.bootstrap(stage, limits.managedPolicyArn, region),
      });
    }
  }

  /** What prepares a region for a stage, as a command. */
  private bootstrap(stage: PipelineStage, limits: string, region: string): string {
    const qualifier = qualifierOf(stage);
    return [
      'npx cdk bootstrap',
      `--qualifier ${qualifier}`,
      `--toolkit-stack-name CDKToolkit-${qualifier}`,
      `--cloudformation-execution-policies ${limits}`,
      `aws://${this.account}/${region}`,
    ].join(' ');
  }

  /** Compared whole: a pattern would let other branches, or another repository, in. */
  private jobsOf(subject: string): IPrincipal {
    return new WebIdentityPrincipal(this.github.oidcProviderArn, {
      StringEquals: {
        [`${ISSUER}:aud`]: 'sts.amazonaws.com',
        [`${ISSUER}:sub`]: `repo:${this.props.repository}:${subject}`,
      },
    });
  }

  private role(id: string, { may, ...props }: PipelineRole): Role {
    const document = new PolicyDocument({ statements: may });
    const role = new Role(this, id, {
      ...props,
      path: pipelinePathOf(this.props.stages[0]),
      maxSessionDuration: LONGEST_DEPLOY,
      inlinePolicies: { allowed: document },
    });
    acknowledgeWildcards(role, document);
    return role;
  }
}

interface PipelineRole {
  readonly roleName: string;
  readonly description: string;
  readonly assumedBy: IPrincipal;
  readonly may: PolicyStatement[];
}

/** cdk-nag has a finding for each wildcard that is allowed, and wants each acknowledged by its own name. */
function acknowledgeWildcards(construct: Construct, document: PolicyDocument): void {
  const { Statement: statements }: { Statement: Statement[] } =
    Stack.of(construct).resolve(document);
  const findings = statements
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action, Resource }) => [
      ...[Action].flat().map((action) => `Action::${action}`),
      ...[Resource].flat().map((resource) => `Resource::${asFound(resource)}`),
    ])
    .filter((finding) => finding.includes('*'));
  for (const finding of new Set(findings)) {
    Validations.of(construct).acknowledge({
      id: `AwsSolutions-IAM5[${finding}]`,
      reason:
        'It bounds by service, by the names of a stage or by its path; what is made has numbers.',
    });
  }
}

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: unknown;
}

/** An ARN as cdk-nag writes it. */
function asFound(arn: unknown): string {
  if (typeof arn !== 'object' || arn === null) return String(arn);
  if ('Ref' in arn) return `<${String(arn.Ref)}>`;
  if ('Fn::Join' in arn && Array.isArray(arn['Fn::Join'])) {
    return arn['Fn::Join'].flat().map(asFound).join('');
  }
  throw new TypeError(`No ARN: ${JSON.stringify(arn)}`);
}
