import { Annotations, Aspects, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { StageConfig } from '../config/stage-config.js';
import type { STACKS } from '../pipeline/names.js';
import { BoundRoles, synthesizerOf } from '../pipeline/stage-roles.js';
import { ApiStack } from './api-stack.js';
import { GLOBAL_REGION, GlobalStack, needsGlobalStack } from './global-stack.js';
import { givenIdentity } from './given-identity.js';
import { IdentityStack } from './identity-stack.js';
import { ServiceStack } from './service-stack.js';

/**
 * Puts the stacks of a stage together: each gets what it needs of those before it, or of what there is
 * already, for which then none is made.
 */
export function addStacks(app: Construct, config: StageConfig) {
  // Without an account: the template is the same for whoever deploys it, and needs nobody to ask.
  const env = { region: config.region };
  const synthesizer = synthesizerOf(config);
  const made = (stack: (typeof STACKS)[number]) => `${config.prefix}-${stack}`;
  // What a stage costs, and what it may touch, is told by them.
  Tags.of(app).add('project', config.projectName);
  Tags.of(app).add('stage', config.stage);
  Aspects.of(app).add(new BoundRoles(config));

  const global = needsGlobalStack(config)
    ? new GlobalStack(app, made('global'), { config, synthesizer, env: { region: GLOBAL_REGION } })
    : undefined;

  const there = givenIdentity(config);
  const loginCertificate = global?.loginCertificate;
  const own = there
    ? undefined
    : new IdentityStack(app, made('identity'), { config, env, synthesizer, loginCertificate });
  const identity = there ?? own?.connection;
  if (!identity) throw new TypeError('Nobody says who people are');

  const { apiUrl } = config;
  const api =
    apiUrl === undefined
      ? new ApiStack(app, made('api'), { config, env, synthesizer, identity })
      : undefined;

  const service = new ServiceStack(app, made('service'), {
    config,
    env,
    synthesizer,
    identity,
    apiUrl: api?.url ?? apiUrl ?? '',
    apiMetrics: api?.metrics,
    identityMetrics: own?.metrics,
    edgeFirewall: global?.firewall,
  });
  if (config.isKept && !config.protected) {
    Annotations.of(service).addInfoV2(
      'cognito-bff:unprotected', // by this one silences it: it stays, whatever the product is called
      `${config.stage} can be deleted by mistake: after its first deploy say protected=true.`,
    );
  }
  return { global, identity: own, api, service };
}
