import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { StageConfig } from '../config/stage-config.js';
import { removalPolicyOf } from './removal-policy.js';

interface KeptLogsProps {
  readonly config: Pick<StageConfig, 'logRetentionDays' | 'isKept'>;
  /** Where a service takes none but of its own naming. */
  readonly name?: string;
}

/** A log whose lines end when the stage says, and which ends with its stack unless the stage is kept. */
export class KeptLogs extends Construct {
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, { config, name }: KeptLogsProps) {
    super(scope, id);
    this.logGroup = new LogGroup(this, 'Group', {
      logGroupName: name,
      retention: config.logRetentionDays,
      removalPolicy: removalPolicyOf(config),
    });
  }
}
