import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { stages as known } from '../config/stages.js';
import { refuseLostArguments } from '../lib/config/lost-arguments.js';
import { ConfigurationError, configOf } from '../lib/config/stage-config.js';
import { isRepository, PipelineStack } from '../lib/stacks/pipeline-stack.js';

const app = new App();
function context(key: string): string | undefined {
  const value: unknown = app.node.tryGetContext(key);
  return typeof value === 'string' ? value : undefined;
}

try {
  // oxlint-disable-next-line node/no-process-env -- what npm took is told there alone
  refuseLostArguments(process.env);
  const repository = context('repository') ?? '';
  if (!isRepository(repository)) {
    throw new ConfigurationError('The pipeline', [
      'repository: say whose: -c repository=OWNER/NAME, or OWNER@ID/NAME@ID (docs/pipeline.md)',
    ]);
  }
  const projectName = context('projectName');
  const [first, ...others] = Object.keys(known).map((stage) =>
    configOf({ stage, ...(projectName !== undefined && { projectName }) }),
  );
  if (!first) throw new ConfigurationError('The pipeline', ['stages: there is none to deploy']);
  new PipelineStack(app, `${first.projectName}-pipeline`, {
    env: { region: context('region') ?? first.region },
    repository,
    stages: [first, ...others],
  });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app, { verbose: true }));
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  process.stderr.write(`\n${error.message}\n\n`);
  process.exitCode = 1;
}
