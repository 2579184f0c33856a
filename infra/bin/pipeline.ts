import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { stages } from '../config/stages.js';
import { PipelineStack } from '../lib/stacks/pipeline-stack.js';

const app = new App();
const context = (key: string): string | undefined => {
  const value: unknown = app.node.tryGetContext(key);
  return typeof value === 'string' ? value : undefined;
};

const repository = context('repository') ?? '';
if (/^[\w.@-]+\/[\w.@-]+$/u.test(repository)) {
  const projectName = context('projectName') ?? 'cognito-secure-login';
  new PipelineStack(app, `${projectName}-pipeline`, {
    env: { region: context('region') ?? 'eu-central-1' },
    repository,
    projectName,
    stages: Object.keys(stages),
  });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app, { verbose: true }));
} else {
  process.stderr.write(
    '\nSay whose pipeline: -c repository=OWNER/NAME, or OWNER@ID/NAME@ID, as GitHub’s tokens have it.\n\n',
  );
  process.exitCode = 1;
}
