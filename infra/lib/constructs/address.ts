import { ARecord, AaaaRecord, type IHostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { CloudFrontTarget, LoadBalancerTarget } from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';
import type { Edge } from './edge.js';
import type { Entrance } from './entrance.js';

interface AddressProps {
  readonly zone: IHostedZone;
  readonly name: string;
  readonly entrance: Entrance;
  readonly edge?: Edge;
}

/**
 * The product's name in DNS. One record wherever it leads: a second one of the same name for CloudFront
 * would have to be made before the first is gone, and Route 53 refuses that.
 */
export class Address extends Construct {
  constructor(scope: Construct, id: string, { zone, name, entrance, edge }: AddressProps) {
    super(scope, id);
    const target = edge
      ? RecordTarget.fromAlias(new CloudFrontTarget(edge.distribution))
      : RecordTarget.fromAlias(new LoadBalancerTarget(entrance.loadBalancer));
    new ARecord(this, 'V4', { zone, recordName: name, target });
    if (edge) new AaaaRecord(this, 'V6', { zone, recordName: name, target });
  }
}
