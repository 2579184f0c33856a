import { Duration, Validations } from 'aws-cdk-lib';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { ApplicationLoadBalancer, HttpCodeElb } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { StageConfig } from '../config/stage-config.js';
import type { Network } from './network.js';

/** Shorter than the product's keep-alive of 65 s: who hangs up first must be the load balancer. */
const IDLE_TIMEOUT = Duration.seconds(60);

interface EntranceProps {
  readonly config: StageConfig;
  readonly network: Network;
}

/**
 * The load balancer: on the internet, or behind CloudFront without a public address, so that there is no
 * way around CloudFront.
 */
export class Entrance extends Construct {
  readonly loadBalancer: ApplicationLoadBalancer;

  constructor(scope: Construct, id: string, { config, network }: EntranceProps) {
    super(scope, id);
    const { cloudFront } = config;
    // Another name, another one with all it has: a target group can't move between load balancers.
    this.loadBalancer = new ApplicationLoadBalancer(this, cloudFront ? 'Inner' : 'Public', {
      vpc: network.vpc,
      internetFacing: !cloudFront,
      ...(cloudFront && { vpcSubnets: { subnets: network.innerSubnets } }),
      idleTimeout: IDLE_TIMEOUT,
      dropInvalidHeaderFields: true,
      deletionProtection: config.protected,
    });
    const { accessLogBucket, loadBalancerLogs, prefix } = config;
    if (loadBalancerLogs && accessLogBucket !== undefined) {
      const bucket = Bucket.fromBucketName(this, 'AccessLogs', accessLogBucket);
      this.loadBalancer.logAccessLogs(bucket, `${prefix}/load-balancer`);
    }
    Validations.of(this.loadBalancer).acknowledge({
      id: 'AwsSolutions-ELB2',
      reason:
        'Access logs hold whole URLs, so authorization codes and states, which count as secrets in ' +
        'logs. The product logs its security decisions itself.',
    });
    Validations.of(this.loadBalancer).acknowledge({
      id: 'AwsSolutions-EC23',
      reason: cloudFront
        ? 'It has no public address: what reaches it is in the network, or comes from CloudFront.'
        : 'This is the door: signing in is for everybody.',
    });
  }

  /** Answers of its own that say 5xx: no task gave one. */
  get errors(): Metric {
    return this.loadBalancer.metrics.httpCodeElb(HttpCodeElb.ELB_5XX_COUNT, {
      period: Duration.minutes(1),
    });
  }
}
