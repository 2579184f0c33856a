import { Annotations, type App } from 'aws-cdk-lib';
import type { StageConfig } from '../config/stage-config.js';
import { ApiStack } from './api-stack.js';
import { IdentityStack } from './identity-stack.js';
import { ServiceStack } from './service-stack.js';

/** Puts the three stacks of a stage together: each gets what it needs of those before it. */
export const addStacks = (app: App, config: StageConfig) => {
  // Without an account: the template is the same for whoever deploys it, and needs nobody to ask.
  const env = { region: config.region };
  const identity = new IdentityStack(app, `${config.prefix}-identity`, { config, env });
  const { connection } = identity;
  const api = new ApiStack(app, `${config.prefix}-api`, { config, env, identity: connection });
  const service = new ServiceStack(app, `${config.prefix}-service`, {
    config,
    env,
    identity: connection,
    apiUrl: api.url,
    apiMetrics: api.metrics,
    identityMetrics: identity.metrics,
  });
  if (config.isKept && !config.protected) {
    Annotations.of(service).addInfoV2(
      'cognito-bff:unprotected',
      `${config.stage} can be deleted by mistake: after its first deploy say protected=true.`,
    );
  }
  return { identity, api, service };
};
