import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { type StageConfig, stageConfig } from '../lib/config/stage-config.js';
import { IdentityStack } from '../lib/stacks/identity-stack.js';
import { addStacks } from '../lib/stacks/product.js';
import { projectName, type Values } from './configuration.js';

// CloudFormation's rules take longer than all tests together: `npm run infra:synth` asks them.
// oxlint-disable-next-line node/no-process-env -- the CDK is told so by the environment alone
process.env['CDK_VALIDATION'] = 'false';

type Stage = StageConfig['stage'];

export interface Synthesised {
  identity: Template;
  api: Template;
  service: Template;
}

const cdk: { context: Values } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../cdk.json'), 'utf8'),
);

/** As the CDK makes it from cdk.json; only nothing is bundled or copied for a deployment. */
export const contextOf = (stage: Stage, values: Values = {}): Values => ({
  ...cdk.context,
  'aws:cdk:bundling-stacks': [],
  'aws:cdk:disable-asset-staging': true,
  projectName,
  ...values,
  stage,
});

const appOf = (stage: Stage, values: Values) => new App({ context: contextOf(stage, values) });

/** The templates that a stage has: without those for which it brings something. */
export function synthesiseAny(
  stage: Stage,
  values: Values = {},
): Partial<Synthesised & { global: Template }> {
  const app = appOf(stage, values);
  const { global, identity, api, service } = addStacks(app, stageConfig(app.node));
  return {
    ...(global && { global: Template.fromStack(global) }),
    ...(identity && { identity: Template.fromStack(identity) }),
    ...(api && { api: Template.fromStack(api) }),
    service: Template.fromStack(service),
  };
}

/** The templates of a stage that brings nothing. */
export function synthesise(stage: Stage, values: Values = {}): Synthesised {
  const { identity, api, service } = synthesiseAny(stage, values);
  if (!identity || !api || !service) throw new Error(`${stage} has not every stack`);
  return { identity, api, service };
}

/** The template of the identity stack alone. */
export function synthesiseIdentity(stage: Stage, values: Values = {}): Template {
  const app = appOf(stage, values);
  const config = stageConfig(app.node);
  const env = { region: config.region };
  return Template.fromStack(new IdentityStack(app, 'identity', { config, env }));
}
