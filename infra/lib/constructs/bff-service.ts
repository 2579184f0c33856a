import { Duration, Validations } from 'aws-cdk-lib';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import {
  type Connections,
  type IConnectable,
  Peer,
  Port,
  SecurityGroup,
} from 'aws-cdk-lib/aws-ec2';
import { AlarmBehavior, CfnService, Cluster, PropagatedTagSource } from 'aws-cdk-lib/aws-ecs';
import {
  ApplicationLoadBalancedFargateService,
  ApplicationLoadBalancedServiceRecordType as RecordType,
} from 'aws-cdk-lib/aws-ecs-patterns';
import {
  ApplicationProtocol,
  HttpCodeTarget,
  SslPolicy,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IHostedZone } from 'aws-cdk-lib/aws-route53';
import { Construct, type IDependable } from 'constructs';
import { hostOf } from '../config/fields.js';
import type { StageConfig } from '../config/stage-config.js';
import type { BffTask } from './bff-task.js';
import type { Entrance } from './entrance.js';
import type { Network } from './network.js';

/**
 * A rolling deployment loses no request: the new task is healthy first; then the old one gets no more
 * requests, has this long for those it has (the product answers or gives up within 30 s), and only
 * then is told to stop. Streams have another 25 s. ECS waits for the target to be unused:
 * "Optimize load balancer connection draining parameters for Amazon ECS".
 */
const DEREGISTRATION_SECONDS = '30';
const TARGET_CPU_PERCENT = 60;
/** What tells of an outage is looked at each minute: five are long for who can't sign in. */
const EACH_MINUTE = { period: Duration.minutes(1) };

interface BffServiceProps {
  readonly config: StageConfig;
  readonly network: Network;
  readonly entrance: Entrance;
  readonly task: BffTask;
  readonly certificate?: ICertificate;
  /** Where the address of `publicUrl` is kept. Without a certificate, one is made for it. */
  readonly zone?: IHostedZone;
}

/** The product behind its load balancer: as many tasks as it takes, replaced one after another. */
export class BffService extends Construct implements IConnectable {
  readonly connections: Connections;
  readonly isHttps: boolean;
  private readonly pattern: ApplicationLoadBalancedFargateService;

  constructor(scope: Construct, id: string, props: BffServiceProps) {
    super(scope, id);
    this.isHttps = props.certificate !== undefined || props.zone !== undefined;
    this.pattern = this.run(props);
    this.connections = this.pattern.service.connections;
    this.checkHealth();
    this.scale(props.config);
  }

  /** As `aws ecs` wants them, for who restarts the tasks. */
  get names(): Record<'cluster' | 'service', string> {
    const { cluster, service } = this.pattern;
    return { cluster: cluster.clusterName, service: service.serviceName };
  }

  get metrics() {
    const { service, targetGroup } = this.pattern;
    const { metrics } = targetGroup;
    return {
      requests: metrics.requestCount(),
      latency: metrics.targetResponseTime({ statistic: 'p99' }),
      errors: metrics.httpCodeTarget(HttpCodeTarget.TARGET_5XX_COUNT, EACH_MINUTE),
      unhealthy: metrics.unhealthyHostCount({ statistic: 'Maximum', ...EACH_MINUTE }),
      /** Each task reports its CPU once a minute, which counts them: "Amazon ECS CloudWatch metrics". */
      running: service.metricCpuUtilization({
        statistic: 'SampleCount',
        ...EACH_MINUTE,
      }),
      cpu: service.metricCpuUtilization(),
      memory: service.metricMemoryUtilization({ statistic: 'Maximum' }),
    };
  }

  /**
   * New tasks start once this is as they need it. What only a chain of references puts in order, such as
   * the commands that the store's user may send, changes with the next reference that is dropped.
   */
  startAfter(dependency: IDependable): void {
    this.pattern.service.node.addDependency(dependency);
  }

  /** While one of them rings, a deployment goes back to what ran before. */
  rollBackOn(alarms: IAlarm[]): void {
    this.pattern.service.enableDeploymentAlarms(
      alarms.map(({ alarmName }) => alarmName),
      { behavior: AlarmBehavior.ROLLBACK_ON_ALARM },
    );
  }

  private run({ config, network, entrance, task, certificate, zone }: BffServiceProps) {
    const pattern = new ApplicationLoadBalancedFargateService(this, 'Pattern', {
      cluster: new Cluster(this, 'Cluster', { vpc: network.vpc }),
      taskDefinition: task.definition,
      ...network.tasks,
      securityGroups: [this.outbound(network)],
      enableExecuteCommand: false,
      // Tasks have the tags of their stack: costs are told apart by them.
      propagateTags: PropagatedTagSource.SERVICE,
      enableECSManagedTags: true,
      loadBalancer: entrance.loadBalancer,
      openListener: true,
      ...(this.isHttps && {
        protocol: ApplicationProtocol.HTTPS,
        sslPolicy: SslPolicy.TLS13_12_RES_PQ, // what AWS recommends, and the console's default
        redirectHTTP: !config.cloudFront, // which redirects by itself
      }),
      certificate,
      ...(zone && { domainZone: zone, domainName: hostOf(config.publicUrl) }),
      recordType: RecordType.NONE, // see Address
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      circuitBreaker: { enable: true, rollback: true },
      healthCheckGracePeriod: Duration.seconds(60),
    });
    // The stack knows better where browsers go.
    for (const output of ['ServiceURL', 'LoadBalancerDNS']) pattern.node.tryRemoveChild(output);
    const { defaultChild } = pattern.service.node;
    if (defaultChild instanceof CfnService) defaultChild.availabilityZoneRebalancing = 'ENABLED';
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-ECS4',
      reason:
        'Container Insights costs as much as a task. What is alarmed on comes from the load balancer ' +
        'and from ECS, for nothing.',
    });
    return pattern;
  }

  /** The tasks speak to Cognito, the API and AWS, all by https, and to what lets them in. */
  private outbound({ vpc }: Network): SecurityGroup {
    const group = new SecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: 'The service: reached by its load balancer alone',
      allowAllOutbound: false,
    });
    group.addEgressRule(Peer.anyIpv4(), Port.HTTPS, 'Cognito, the API, AWS');
    return group;
  }

  private checkHealth(): void {
    const { targetGroup } = this.pattern;
    targetGroup.setAttribute('deregistration_delay.timeout_seconds', DEREGISTRATION_SECONDS);
    targetGroup.configureHealthCheck({
      path: '/health/ready',
      healthyHttpCodes: '200',
      interval: Duration.seconds(10),
      timeout: Duration.seconds(5), // it asks the session store, for two at most
      healthyThresholdCount: 2,
      unhealthyThresholdCount: 3,
    });
  }

  private scale({ tasksMin, tasksMax, requestsPerTask }: StageConfig): void {
    const { service, targetGroup } = this.pattern;
    const scaling = service.autoScaleTaskCount({ minCapacity: tasksMin, maxCapacity: tasksMax });
    scaling.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: TARGET_CPU_PERCENT });
    scaling.scaleOnRequestCount('Requests', {
      targetGroup,
      requestsPerTarget: requestsPerTask * 60, // of a minute,
    });
  }
}
