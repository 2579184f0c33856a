import { Annotations, RemovalPolicy } from 'aws-cdk-lib';
import {
  FlowLogDestination,
  FlowLogTrafficType,
  type ISubnet,
  type IVpc,
  type SubnetSelection,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct, type IDependable } from 'constructs';
import type { StageConfig } from '../config/stage-config.js';

const ZONES = 2;
/** Some 250 addresses in each subnet. */
const SIZE = { cidrMask: 24 };

/** Where tasks run, and how they get out. */
interface TaskPlacement {
  readonly taskSubnets: SubnetSelection;
  readonly assignPublicIp: boolean;
}

/**
 * Two zones. Without NAT gateways the tasks have public addresses, which they need to reach Cognito
 * and ECR: security groups let nobody in by them, and it saves some 60 $ a month.
 */
export class Network extends Construct {
  readonly vpc: IVpc;
  readonly tasks: TaskPlacement;
  private readonly own: Vpc | undefined;

  constructor(scope: Construct, id: string, { config }: { config: StageConfig }) {
    super(scope, id);
    this.own = config.vpcId === undefined ? this.make(config) : undefined;
    this.vpc = this.own ?? this.take(config);
    const isHidden = this.vpc.privateSubnets.length > 0;
    this.tasks = {
      taskSubnets: { subnets: isHidden ? this.vpc.privateSubnets : this.vpc.publicSubnets },
      assignPublicIp: !isHidden,
    };
  }

  /** No way out to the internet and none in: for the session store, and what CloudFront alone reaches. */
  get innerSubnets(): ISubnet[] {
    return this.vpc.isolatedSubnets;
  }

  /** For what needs the way to the internet without mentioning it. */
  get ways(): IDependable[] {
    return (this.own?.publicSubnets ?? []).map((subnet) => subnet.internetConnectivityEstablished);
  }

  private make(config: StageConfig): Vpc {
    const { nat } = config;
    const vpc = new Vpc(this, 'Vpc', {
      maxAzs: ZONES,
      natGateways: nat ? ZONES : 0,
      // What depends on the configuration comes last: the others keep their addresses.
      subnetConfiguration: [
        { name: 'public', ...SIZE, subnetType: SubnetType.PUBLIC, mapPublicIpOnLaunch: false },
        { name: 'inner', ...SIZE, subnetType: SubnetType.PRIVATE_ISOLATED },
        ...(nat ? [{ name: 'tasks', ...SIZE, subnetType: SubnetType.PRIVATE_WITH_EGRESS }] : []),
      ],
      // It takes a function that may change security groups, and nothing here uses the default one.
      restrictDefaultSecurityGroup: false,
    });
    this.logConnections(config, vpc);
    return vpc;
  }

  /** One that there is, and whose account logs it. It isn't looked at: synthesis needs no credentials. */
  private take(config: StageConfig): IVpc {
    const { vpcId = '', vpcZones = [], publicSubnetIds, taskSubnetIds, innerSubnetIds } = config;
    Annotations.of(this).acknowledgeWarning(
      '@aws-cdk/aws-ec2:noSubnetRouteTableId',
      'No route is added to subnets that are there.',
    );
    return Vpc.fromVpcAttributes(this, 'Vpc', {
      vpcId,
      availabilityZones: vpcZones,
      publicSubnetIds,
      privateSubnetIds: taskSubnetIds,
      isolatedSubnetIds: innerSubnetIds,
    });
  }

  /** What was let in shows elsewhere. What knocked in vain shows only here, and costs little. */
  private logConnections({ logRetentionDays, flowLogs }: StageConfig, vpc: Vpc): void {
    if (flowLogs === 'none') return;
    const logGroup = new LogGroup(this, 'Refusals', {
      retention: logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    vpc.addFlowLog('Refusals', {
      destination: FlowLogDestination.toCloudWatchLogs(logGroup),
      trafficType: flowLogs === 'all' ? FlowLogTrafficType.ALL : FlowLogTrafficType.REJECT,
    });
  }
}
