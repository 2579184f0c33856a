import { join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import { type PolicyStatement, Policy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  ApplicationLogLevel,
  Architecture,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Construct } from 'constructs';
import type { StageConfig } from '../config/stage-config.js';
import { KeptLogs } from './kept-logs.js';

export interface NodeFunctionProps {
  config: StageConfig;
  /** The file in infra/lambda, without its ending. */
  handler: string;
  description: string;
  environment?: Record<string, string>;
  /** Without: what Cognito waits for a trigger. */
  timeout?: Duration;
  /** Libraries in it are CommonJS, which a bundle of ES modules can't load by itself. */
  needsRequire?: boolean;
}

const REQUIRE = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`;

/**
 * A handler of infra/lambda as a Lambda on ARM: bundled by esbuild, with logs as JSON that end, and
 * a role that may write those logs and nothing else until `allow` says so.
 */
export class NodeFunction extends Construct {
  readonly lambda: NodejsFunction;
  private readonly role: Role;

  constructor(scope: Construct, id: string, props: NodeFunctionProps) {
    super(scope, id);
    const { config, handler, description, environment = {} } = props;
    const { logGroup } = new KeptLogs(this, 'Logs', { config });
    // Without AWS's managed policy, which may write to every log group of the account.
    this.role = new Role(this, 'Role', {
      description,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    logGroup.grantWrite(this.role);
    this.lambda = new NodejsFunction(this, 'Function', {
      entry: join(import.meta.dirname, `../../lambda/${handler}.ts`),
      description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 256,
      timeout: props.timeout ?? Duration.seconds(5),
      environment,
      role: this.role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      systemLogLevelV2: SystemLogLevel.WARN,
      bundling: {
        format: OutputFormat.ESM,
        target: 'node24',
        ...(props.needsRequire && { banner: REQUIRE }),
      },
    });
  }

  /**
   * In a policy of its own: a function waits for the policy that its role begins with, and what the
   * statement names may wait for the function.
   */
  allow(id: string, ...statements: PolicyStatement[]): Policy {
    return new Policy(this, id, { statements, roles: [this.role] });
  }
}
