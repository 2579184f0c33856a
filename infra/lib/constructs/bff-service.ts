import { Duration, Validations } from 'aws-cdk-lib';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  type Connections,
  type IConnectable,
  Peer,
  Port,
  SecurityGroup,
} from 'aws-cdk-lib/aws-ec2';
import { CfnService, Cluster } from 'aws-cdk-lib/aws-ecs';
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
import { Construct } from 'constructs';
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
/** 50 a second for a quarter of a vCPU: for when tasks wait rather than work. */
const REQUESTS_PER_MINUTE_AND_CPU_UNIT = 12;

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

  get metrics() {
    const { service, targetGroup } = this.pattern;
    const { metrics } = targetGroup;
    return {
      requests: metrics.requestCount(),
      latency: metrics.targetResponseTime({ statistic: 'p99' }),
      errors: metrics.httpCodeTarget(HttpCodeTarget.TARGET_5XX_COUNT),
      unhealthy: metrics.unhealthyHostCount({ statistic: 'Maximum' }),
      /** Each task reports its CPU once a minute, which counts them: "Amazon ECS CloudWatch metrics". */
      running: service.metricCpuUtilization({
        statistic: 'SampleCount',
        period: Duration.minutes(1),
      }),
      cpu: service.metricCpuUtilization(),
      memory: service.metricMemoryUtilization(),
    };
  }

  private run({ config, network, entrance, task, certificate, zone }: BffServiceProps) {
    const pattern = new ApplicationLoadBalancedFargateService(this, 'Pattern', {
      cluster: new Cluster(this, 'Cluster', { vpc: network.vpc }),
      taskDefinition: task.definition,
      ...network.tasks,
      securityGroups: [this.outbound(network)],
      enableExecuteCommand: false,
      loadBalancer: entrance.loadBalancer,
      openListener: true,
      ...(this.isHttps && {
        protocol: ApplicationProtocol.HTTPS,
        sslPolicy: SslPolicy.TLS13_12_RES_PQ, // what AWS recommends, and the console's default
        redirectHTTP: !config.cloudFront, // which redirects by itself
      }),
      certificate,
      ...(zone && { domainZone: zone, domainName: hostOf(config.publicUrl) }),
      recordType: config.cloudFront ? RecordType.NONE : RecordType.ALIAS,
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

  private scale({ tasksMin, tasksMax, taskCpu }: StageConfig): void {
    const { service, targetGroup } = this.pattern;
    const scaling = service.autoScaleTaskCount({ minCapacity: tasksMin, maxCapacity: tasksMax });
    scaling.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: TARGET_CPU_PERCENT });
    scaling.scaleOnRequestCount('Requests', {
      targetGroup,
      requestsPerTarget: taskCpu * REQUESTS_PER_MINUTE_AND_CPU_UNIT,
    });
  }
}
