import { Duration, Names } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Connections, type IConnectable, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Secret } from 'aws-cdk-lib/aws-ecs';
import { CfnServerlessCache } from 'aws-cdk-lib/aws-elasticache';
import { Construct } from 'constructs';
import type { StageConfig } from '../config/stage-config.js';
import { HandRotatedSecret } from './hand-rotated-secret.js';
import type { Network } from './network.js';
import { SessionStoreUsers } from './session-store-users.js';

const ENGINE = 'valkey';
const MAJOR_VERSION = '8';
/** On 6380 ElastiCache offers copies to read from, which the product doesn't use. */
const PORT = 6379;

interface SessionStoreProps {
  readonly config: StageConfig;
  readonly network: Network;
}

/**
 * Sessions in ElastiCache Serverless for Valkey, and the secrets that open them. It speaks the cluster
 * protocol, and only over TLS; its limits bound its price.
 */
export class SessionStore extends Construct {
  /** What the product is told of its sessions. */
  readonly environment: Record<string, string>;
  readonly secrets: Record<string, Secret>;

  private readonly connections: Connections;
  private readonly cacheName: string;

  constructor(scope: Construct, id: string, { config, network }: SessionStoreProps) {
    super(scope, id);
    this.cacheName = this.idOf('cache');
    const securityGroup = new SecurityGroup(this, 'SecurityGroup', {
      vpc: network.vpc,
      description: 'Sessions: reached by the service alone',
      allowAllOutbound: false,
    });
    this.connections = new Connections({
      securityGroups: [securityGroup],
      defaultPort: Port.tcp(PORT),
    });
    const users = new SessionStoreUsers(this, 'Users', {
      engine: ENGINE,
      idOf: (name) => this.idOf(name),
    });
    const cache = new CfnServerlessCache(this, 'Cache', {
      serverlessCacheName: this.cacheName,
      engine: ENGINE,
      majorEngineVersion: MAJOR_VERSION,
      subnetIds: network.innerSubnets.map(({ subnetId }) => subnetId),
      securityGroupIds: [securityGroup.securityGroupId],
      userGroupId: users.group.ref,
      cacheUsageLimits: {
        dataStorage: { maximum: config.valkeyMaxGigabytes, unit: 'GB' },
        ecpuPerSecond: {
          maximum: config.valkeyMaxEcpuPerSecond,
          minimum: config.valkeyMinEcpuPerSecond,
        },
      },
      // One copy is enough: of the day before no session is alive.
      ...(config.isKept && { snapshotRetentionLimit: 1, dailySnapshotTime: '03:00' }),
    });
    this.environment = {
      REDIS_URL: `rediss://${cache.attrEndpointAddress}:${cache.attrEndpointPort}`,
      REDIS_CLUSTER: 'true',
      REDIS_USERNAME: users.userName,
    };
    const sealing = new HandRotatedSecret(this, 'SessionSecrets', 'SESSION_SECRETS of the service');
    this.secrets = {
      REDIS_PASSWORD: Secret.fromSecretsManager(users.password),
      SESSION_SECRETS: Secret.fromSecretsManager(sealing),
    };
  }

  allowAccessFrom(client: IConnectable): void {
    this.connections.allowDefaultPortFrom(client, 'Sessions');
  }

  get metrics() {
    return {
      /** Commands refused because of the limits, or because load grew faster than the store. */
      throttled: this.metric('ThrottledCmds', 'Sum'),
      /** Records dropped for want of room: each was somebody signed in. */
      evictions: this.metric('Evictions', 'Sum'),
      bytes: this.metric('BytesUsedForCache', 'Maximum'),
      /** In a minute; of these its limit speaks. */
      units: this.metric('ElastiCacheProcessingUnits', 'Sum', Duration.minutes(1)),
    };
  }

  private metric(metricName: string, statistic: string, period?: Duration): Metric {
    return new Metric({
      namespace: 'AWS/ElastiCache',
      metricName,
      dimensionsMap: { clusterId: this.cacheName },
      statistic,
      period,
    });
  }

  /** ElastiCache has names of its own: lower case, 40 characters at most, once in an account. */
  private idOf(part: 'cache' | 'users' | 'bff' | 'default'): string {
    const unique = Names.uniqueResourceName(this, { maxLength: 32, separator: '-' });
    return `${unique.toLowerCase()}-${part}`;
  }
}
