import { join } from 'node:path';
import { Duration, IgnoreMode, Size, Validations } from 'aws-cdk-lib';
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import {
  AwsLogDriverMode,
  Capability,
  ContainerImage,
  CpuArchitecture,
  FargateTaskDefinition,
  LinuxParameters,
  LogDrivers,
  OperatingSystemFamily,
  type Secret,
} from 'aws-cdk-lib/aws-ecs';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { StageConfig } from '../config/stage-config.js';
import { KeptLogs } from './kept-logs.js';
import { releaseOf } from './release.js';

const REPOSITORY = join(import.meta.dirname, '../../..');
const PORT = 3000;
/** The product drains for 25 s; then ECS kills it. Requests have had their time before: see BffService. */
const STOP_TIMEOUT = Duration.seconds(30);
/** The image's user. */
const USER = '1000:1000';
const LOG_BUFFER = Size.mebibytes(25);

interface BffTaskProps {
  readonly config: StageConfig;
  readonly environment: Record<string, string>;
  readonly secrets: Record<string, Secret>;
}

/**
 * What the repository's Dockerfile makes, for ARM. Built at deploy, not at synth. With another release
 * or base it is another image, so a base that was mended reaches a stage by being named.
 */
const productImage = ({ baseImage, ...config }: StageConfig): ContainerImage =>
  ContainerImage.fromAsset(REPOSITORY, {
    platform: Platform.LINUX_ARM64,
    buildArgs: { ...releaseOf(config), ...(baseImage !== undefined && { BASE_IMAGE: baseImage }) },
    ignoreMode: IgnoreMode.DOCKER,
    // .dockerignore lets them in for the stand-ins' images; here they would only make new versions of the same.
    exclude: ['local', 'infra', 'docs', 'LICENSE'],
  });

/** One process of the product, shut in: no root, no capability, nothing it could write to. */
export class BffTask extends Construct {
  readonly definition: FargateTaskDefinition;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: BffTaskProps) {
    super(scope, id);
    this.logGroup = new KeptLogs(this, 'Logs', props).logGroup;
    this.definition = new FargateTaskDefinition(this, 'Definition', {
      cpu: props.config.taskCpu,
      memoryLimitMiB: props.config.taskMemory,
      runtimePlatform: {
        cpuArchitecture: CpuArchitecture.ARM64,
        operatingSystemFamily: OperatingSystemFamily.LINUX,
      },
    });
    this.addContainer(props);
    this.acknowledge();
  }

  private addContainer({ config, environment, secrets }: BffTaskProps): void {
    const linuxParameters = new LinuxParameters(this, 'Linux', { initProcessEnabled: true });
    linuxParameters.dropCapabilities(Capability.ALL);
    this.definition.addContainer('bff', {
      image: productImage(config),
      environment: { PORT: `${PORT}`, ...environment },
      secrets,
      portMappings: [{ containerPort: PORT }],
      user: USER,
      readonlyRootFilesystem: true,
      linuxParameters,
      stopTimeout: STOP_TIMEOUT,
      logging: LogDrivers.awsLogs({
        logGroup: this.logGroup,
        streamPrefix: 'bff',
        // Where CloudWatch can't be reached, lines are lost and people still sign in.
        mode: AwsLogDriverMode.NON_BLOCKING,
        maxBufferSize: LOG_BUFFER,
      }),
    });
  }

  private acknowledge(): void {
    Validations.of(this.definition).acknowledge({
      id: 'AwsSolutions-ECS2',
      reason: 'Secrets come from Secrets Manager; what is in the environment is no secret.',
    });
    Validations.of(this.definition.obtainExecutionRole()).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'ecr:GetAuthorizationToken knows no resource; what it opens is this one repository.',
    });
  }
}
