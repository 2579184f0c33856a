import { App, Stage, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { configOf } from '../lib/config/stage-config.js';
import { addStacks } from '../lib/stacks/product.js';
import { given } from '../test/given.js';

/**
 * prod, once for each thing that a team may bring, as one application: so `npm run infra:synth` holds all
 * of them to every rule in one run.
 */
const app = new App();
for (const [what, values] of Object.entries(given)) {
  addStacks(new Stage(app, what), configOf({ ...values, stage: 'prod' }));
}
Validations.of(app).addPlugins(new AwsSolutionsChecks(app, { verbose: true }));
