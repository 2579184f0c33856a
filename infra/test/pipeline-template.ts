import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { PipelineStage } from '../lib/pipeline/names.js';
import { PipelineStack } from '../lib/stacks/pipeline-stack.js';
import type { Statement } from './iam.js';

export const synthesisePipeline = (
  stages: readonly [PipelineStage, ...PipelineStage[]],
  repository = 'our/repository',
): Template =>
  Template.fromStack(
    new PipelineStack(new App(), 'pipeline', {
      env: { region: 'eu-central-1' },
      repository,
      stages,
    }),
  );

/** What the role or the policy of this name allows and forbids. */
export function policyOf(pipeline: Template, name: string): Statement[] {
  const all = ['Role', 'ManagedPolicy'].flatMap((type) =>
    Object.values(pipeline.findResources(`AWS::IAM::${type}`)),
  );
  const found = all.filter(({ Properties }) =>
    [Properties.RoleName, Properties.ManagedPolicyName].includes(name),
  );
  const [policy] = found;
  if (!policy || found.length > 1) throw new Error(`${found.length} of ${name}`);
  const { PolicyDocument, Policies } = policy['Properties'];
  return (PolicyDocument ?? Policies[0].PolicyDocument).Statement;
}
