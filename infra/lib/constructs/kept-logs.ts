import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { StageConfig } from '../config/stage-config.js';
import { removalPolicyOf } from './removal-policy.js';

/** A log whose lines end when the stage says, and which ends with its stack unless the stage is kept. */
export class KeptLogs extends Construct {
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, { config }: { config: StageConfig }) {
    super(scope, id);
    this.logGroup = new LogGroup(this, 'Group', {
      retention: config.logRetentionDays,
      removalPolicy: removalPolicyOf(config),
    });
  }
}
