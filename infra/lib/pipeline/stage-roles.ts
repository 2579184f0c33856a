import { CfnResource, DefaultStackSynthesizer, type IAspect } from 'aws-cdk-lib';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import type { StageConfig } from '../config/stage-config.js';
import { AS_SYNTHESIZERS, deployRoleArn, limitsArn, qualifierOf, rolePathOf } from './names.js';

/**
 * Who deploys a stage of the pipeline: what bootstrap has made for it, and the role that is allowed its
 * stacks alone; that one looks things up too, for bootstrap's may read the whole account. Another stage is
 * deployed by what every `cdk bootstrap` makes.
 */
export function synthesizerOf(config: StageConfig): DefaultStackSynthesizer | undefined {
  if (!config.pipeline) return undefined;
  const deploy = deployRoleArn(config, AS_SYNTHESIZERS);
  return new DefaultStackSynthesizer({
    qualifier: qualifierOf(config),
    deployRoleArn: deploy,
    lookupRoleArn: deploy,
  });
}

/** Puts a stage's roles below its path and, in a stage of the pipeline, within its limits. */
export class BoundRoles implements IAspect {
  constructor(private readonly config: StageConfig) {}

  visit(node: IConstruct): void {
    // The CDK's own functions have roles too, of which it makes no construct but this.
    if (!CfnResource.isCfnResource(node)) return;
    if (node.cfnResourceType !== CfnRole.CFN_RESOURCE_TYPE_NAME) return;
    node.addPropertyOverride('Path', rolePathOf(this.config));
    if (this.config.pipeline) {
      node.addPropertyOverride('PermissionsBoundary', limitsArn(this.config));
    }
  }
}
