import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ConfigurationError, stageConfig } from '../lib/config/stage-config.js';
import { addStacks } from '../lib/stacks/product.js';

try {
  const app = new App();
  const config = stageConfig(app.node);
  addStacks(app, config);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app, { verbose: true }));
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  process.stderr.write(`\n${error.message}\n\n`);
  process.exitCode = 1;
}
