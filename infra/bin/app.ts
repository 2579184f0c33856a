import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { refuseLostArguments } from '../lib/config/lost-arguments.js';
import { ConfigurationError, stageConfig } from '../lib/config/stage-config.js';
import { addStacks } from '../lib/stacks/product.js';

try {
  // oxlint-disable-next-line node/no-process-env -- what npm took is told there alone
  refuseLostArguments(process.env);
  const app = new App();
  const config = stageConfig(app.node);
  addStacks(app, config);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app, { verbose: true }));
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  process.stderr.write(`\n${error.message}\n\n`);
  process.exitCode = 1;
}
