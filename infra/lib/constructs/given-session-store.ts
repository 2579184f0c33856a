import { Connections, type IConnectable, Peer, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Secret as TaskSecret } from 'aws-cdk-lib/aws-ecs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { StageConfig } from '../config/stage-config.js';
import { HandRotatedSecret } from './hand-rotated-secret.js';

const DEFAULT_PORT = 6379;

interface GivenSessionStoreProps {
  readonly config: StageConfig;
  readonly url: string;
  readonly passwordArn: string;
}

/** Sessions in a Valkey or Redis that there is. What opens them is this stage's own all the same. */
export class GivenSessionStore extends Construct {
  readonly environment: Record<string, string>;
  readonly secrets: Record<string, TaskSecret>;
  private readonly port: Port;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: GivenSessionStoreProps,
  ) {
    super(scope, id);
    const { url, passwordArn, config } = props;
    const { port } = new URL(url);
    this.port = Port.tcp(port === '' ? DEFAULT_PORT : Number(port));
    this.environment = {
      REDIS_URL: url,
      REDIS_CLUSTER: String(config.redisCluster),
      ...(config.redisUsername !== undefined && { REDIS_USERNAME: config.redisUsername }),
    };
    const password = Secret.fromSecretCompleteArn(this, 'Password', passwordArn);
    const sealing = new HandRotatedSecret(this, 'SessionSecrets', 'SESSION_SECRETS of the service');
    this.secrets = {
      REDIS_PASSWORD: TaskSecret.fromSecretsManager(password),
      SESSION_SECRETS: TaskSecret.fromSecretsManager(sealing),
    };
  }

  /** Opens both ends where its security group is known, else the tasks' own. */
  allowAccessFrom(client: IConnectable): void {
    const { redisSecurityGroupId } = this.props.config;
    if (redisSecurityGroupId === undefined) {
      client.connections.allowTo(Peer.anyIpv4(), this.port, 'Sessions');
      return;
    }
    const group = SecurityGroup.fromSecurityGroupId(this, 'SecurityGroup', redisSecurityGroupId);
    new Connections({ securityGroups: [group] }).allowFrom(client, this.port, 'Sessions');
  }
}
