import type { Template } from 'aws-cdk-lib/assertions';
import { propertiesOf, serviceOf, subnetsIn } from './service-variants.js';

/** What has a security group, as the logical ids of theirs begin. */
const PLACES = ['Entrance', 'Service', 'Sessions'];
/** What the CDK writes where nothing may go out. */
const NOWHERE = '255.255.255.255/32';

const placeOf = (reference: unknown) =>
  PLACES.find((place) => JSON.stringify(reference).includes(`"${place}`)) ?? 'somewhere else';

interface Rule {
  readonly CidrIp?: string;
  readonly FromPort: number;
  readonly ToPort: number;
  readonly GroupId?: unknown;
  readonly SourceSecurityGroupId?: unknown;
  readonly DestinationSecurityGroupId?: unknown;
}

/** Every way that security groups leave open, each once as "from → to port". */
function openWays(template: Template, direction: 'Ingress' | 'Egress'): string[] {
  const groups = Object.entries(template.findResources('AWS::EC2::SecurityGroup'));
  const inline = groups.flatMap(([id, { Properties: properties }]): [unknown, Rule][] =>
    (properties[`SecurityGroup${direction}`] ?? []).map((rule: Rule) => [id, rule]),
  );
  const apart = Object.values(template.findResources(`AWS::EC2::SecurityGroup${direction}`));
  const rules = [
    ...inline,
    ...apart.map(({ Properties: rule }): [unknown, Rule] => [rule.GroupId, rule]),
  ];
  return rules
    .filter(([, { CidrIp }]) => CidrIp !== NOWHERE)
    .map(([group, rule]) => {
      const { CidrIp, SourceSecurityGroupId, DestinationSecurityGroupId } = rule;
      const other = CidrIp ?? placeOf(SourceSecurityGroupId ?? DestinationSecurityGroupId);
      const ends = direction === 'Ingress' ? [other, placeOf(group)] : [placeOf(group), other];
      expect(rule.FromPort).toBe(rule.ToPort);
      return `${ends.join(' → ')} ${rule.ToPort}`;
    })
    .toSorted();
}

describe('who reaches what', () => {
  const inside = ['Entrance → Service 3000', 'Service → Sessions 6379'];

  it.each([
    ['prod', ['0.0.0.0/0 → Entrance 443', '0.0.0.0/0 → Entrance 80']],
    ['full', ['0.0.0.0/0 → Entrance 443']],
    ['dev', ['0.0.0.0/0 → Entrance 80']],
  ] as const)(
    'in %s: the door by its ports, from there the tasks, from them the store',
    (variant, doors) => {
      expect(openWays(serviceOf(variant), 'Ingress')).toEqual([...doors, ...inside].toSorted());
    },
  );

  it.each(['dev', 'prod', 'full'] as const)(
    'in %s only the tasks speak to the world, by https',
    (variant) => {
      const out = ['Service → 0.0.0.0/0 443', ...inside].toSorted();
      expect(openWays(serviceOf(variant), 'Egress')).toEqual(out);
    },
  );
});

/** The address ranges of the subnets that every stage has. */
const addresses = (variant: 'prod' | 'full') =>
  Object.entries(serviceOf(variant).findResources('AWS::EC2::Subnet'))
    .filter(([id]) => !id.includes('tasks'))
    .map(([id, { Properties: properties }]) => [id, properties.CidrBlock]);

describe('the network', () => {
  it.each(['dev', 'prod', 'full'] as const)(
    'of %s is in two zones, whoever deploys it',
    (variant) => {
      const template = serviceOf(variant);
      const zones = Object.values(template.findResources('AWS::EC2::Subnet')).map(
        ({ Properties: properties }) => JSON.stringify(properties.AvailabilityZone),
      );
      expect([...new Set(zones)]).toEqual(
        [0, 1].map((zone) => JSON.stringify({ 'Fn::Select': [zone, { 'Fn::GetAZs': '' }] })),
      );
    },
  );

  it('keeps the addresses that it has when NAT is added', () => {
    expect(addresses('prod')).toHaveLength(4);
    expect(addresses('full')).toEqual(addresses('prod'));
  });

  it('without NAT puts tasks where they get out by themselves', () => {
    const template = serviceOf('prod');
    template.resourceCountIs('AWS::EC2::NatGateway', 0);
    const { properties } = propertiesOf(template, 'AWS::ECS::Service');
    const { AwsvpcConfiguration: placement } = properties.NetworkConfiguration;
    expect(placement.AssignPublicIp).toBe('ENABLED');
    expect(subnetsIn(placement.Subnets)).toEqual(['public 1', 'public 2']);
  });

  it('with NAT hides the tasks behind a gateway in each zone', () => {
    const template = serviceOf('full');
    template.resourceCountIs('AWS::EC2::NatGateway', 2);
    const { properties } = propertiesOf(template, 'AWS::ECS::Service');
    const { AwsvpcConfiguration: placement } = properties.NetworkConfiguration;
    expect(placement.AssignPublicIp).toBe('DISABLED');
    expect(subnetsIn(placement.Subnets)).toEqual(['tasks 1', 'tasks 2']);
  });

  it.each(['dev', 'prod', 'full'] as const)(
    'of %s gives no address to what does not ask for one',
    (variant) => {
      serviceOf(variant).allResourcesProperties('AWS::EC2::Subnet', { MapPublicIpOnLaunch: false });
    },
  );

  it.each(['dev', 'prod', 'full'] as const)(
    'of %s has inner subnets without a way out',
    (variant) => {
      const routes = serviceOf(variant).findResources('AWS::EC2::Route');
      expect(Object.keys(routes).filter((id) => id.includes('inner'))).toEqual([]);
    },
  );

  it('logs what knocked in vain, for as long as the stage keeps logs', () => {
    const template = serviceOf('prod');
    template.hasResourceProperties('AWS::EC2::FlowLog', {
      TrafficType: 'REJECT',
      LogGroupName: { Ref: propertiesOf(template, 'AWS::Logs::LogGroup', 'NetworkRefusals').id },
    });
    template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 90 });
  });
});
