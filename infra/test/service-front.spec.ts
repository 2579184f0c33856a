import { Match, type Template } from 'aws-cdk-lib/assertions';
import { propertiesOf, serviceOf, subnetsIn } from './service-variants.js';
import { synthesise } from './synthesise.js';

const LISTENER = 'AWS::ElasticLoadBalancingV2::Listener';
const BALANCER = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
const DISTRIBUTION = 'AWS::CloudFront::Distribution';
const RECORD = 'AWS::Route53::RecordSet';

describe('the load balancer', () => {
  it.each(['prod', 'zoned'] as const)('of %s speaks https alone, by today’s rules', (variant) => {
    const template = serviceOf(variant);
    template.resourceCountIs(LISTENER, 2);
    template.hasResourceProperties(LISTENER, {
      Port: 443,
      Protocol: 'HTTPS',
      SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09',
      Certificates: [{ CertificateArn: Match.anyValue() }],
      DefaultActions: [Match.objectLike({ Type: 'forward' })],
    });
    template.hasResourceProperties(LISTENER, {
      Port: 80,
      Protocol: 'HTTP',
      DefaultActions: [
        {
          Type: 'redirect',
          RedirectConfig: { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' },
        },
      ],
    });
  });

  it('is on the internet where nothing stands before it', () => {
    const { properties } = propertiesOf(serviceOf('prod'), BALANCER);
    expect(properties.Scheme).toBe('internet-facing');
    expect(subnetsIn(properties.Subnets)).toEqual(['public 1', 'public 2']);
  });

  it.each(['dev', 'full'] as const)('of %s has no public address behind CloudFront', (variant) => {
    const { properties } = propertiesOf(serviceOf(variant), BALANCER);
    expect(properties.Scheme).toBe('internal');
    expect(subnetsIn(properties.Subnets)).toEqual(['inner 1', 'inner 2']);
  });

  it.each(['dev', 'prod'] as const)(
    'of %s drops broken headers, and hangs up before the product',
    (variant) => {
      serviceOf(variant).hasResourceProperties(BALANCER, {
        LoadBalancerAttributes: Match.arrayWith([
          { Key: 'idle_timeout.timeout_seconds', Value: '60' },
          { Key: 'routing.http.drop_invalid_header_fields.enabled', Value: 'true' },
        ]),
      });
    },
  );
});

const idOf = (variant: 'prod' | 'full', type: string) =>
  propertiesOf(serviceOf(variant), `AWS::ElasticLoadBalancingV2::${type}`).id;

it('a stage that gets CloudFront later gets another target group with another load balancer', () => {
  for (const type of ['LoadBalancer', 'TargetGroup']) {
    expect(idOf('full', type)).not.toBe(idOf('prod', type));
  }
});

describe('CloudFront', () => {
  it('is not there unless chosen', () => {
    serviceOf('prod').resourceCountIs(DISTRIBUTION, 0);
  });

  it.each([
    ['dev', 'http-only'],
    ['full', 'https-only'],
  ])('of %s reaches the load balancer from inside, by %s', (variant, OriginProtocolPolicy) => {
    const template = serviceOf(variant === 'dev' ? 'dev' : 'full');
    template.hasResourceProperties('AWS::CloudFront::VpcOrigin', {
      VpcOriginEndpointConfig: {
        Arn: { Ref: propertiesOf(template, BALANCER).id },
        OriginProtocolPolicy,
        OriginSSLProtocols: ['TLSv1.2'],
      },
    });
    const origin = propertiesOf(template, 'AWS::CloudFront::VpcOrigin').id;
    template.hasResourceProperties(DISTRIBUTION, {
      DistributionConfig: {
        Origins: [
          Match.objectLike({
            VpcOriginConfig: {
              OriginReadTimeout: 60,
              VpcOriginId: { 'Fn::GetAtt': [origin, 'Id'] },
            },
          }),
        ],
      },
    });
  });

  it.each(['dev', 'full'] as const)(
    'of %s keeps nothing, passes everything on, and insists on https',
    (variant) => {
      serviceOf(variant).hasResourceProperties(DISTRIBUTION, {
        DistributionConfig: {
          DefaultCacheBehavior: {
            AllowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'],
            CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad', // AWS: Managed-CachingDisabled
            OriginRequestPolicyId: '216adef6-5c7f-47e4-b989-5492eafa07d3', // AWS: Managed-AllViewer
            ViewerProtocolPolicy: 'redirect-to-https',
          },
        },
      });
    },
  );

  it.each(['dev', 'full'] as const)(
    'of %s shows nobody the error that another person got',
    (variant) => {
      const { properties } = propertiesOf(serviceOf(variant), DISTRIBUTION);
      // Every status that CloudFront can be told about (AWS::CloudFront CustomErrorResponse).
      const statuses = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];
      expect(properties.DistributionConfig.CustomErrorResponses).toEqual(
        statuses.map((ErrorCode) => ({ ErrorCode, ErrorCachingMinTTL: 0 })),
      );
    },
  );

  it('has the name and the certificate that it is given, and speaks TLS 1.2 at least', () => {
    serviceOf('full').hasResourceProperties(DISTRIBUTION, {
      DistributionConfig: {
        Aliases: ['app.example.com'],
        ViewerCertificate: Match.objectLike({ MinimumProtocolVersion: 'TLSv1.2_2025' }),
      },
    });
    serviceOf('dev').hasResourceProperties(DISTRIBUTION, {
      DistributionConfig: { Aliases: Match.absent(), ViewerCertificate: Match.absent() },
    });
  });
});

/** Names in DNS, each with who makes it. */
const recordOf = (template: Template) =>
  Object.entries(template.findResources(RECORD))
    .filter(([, { Properties }]) => Properties.Type === 'A')
    .map(([id, { Properties }]) => [id, Properties.Name]);

const outputsOf = (template: Template) => template.toJSON().Outputs;

describe('the address', () => {
  it('of a stage in a zone leads to the load balancer, with a certificate for it', () => {
    const template = serviceOf('zoned');
    template.hasResourceProperties('AWS::CertificateManager::Certificate', {
      DomainName: 'app.example.com',
      ValidationMethod: 'DNS',
    });
    template.hasResourceProperties(RECORD, {
      Name: 'app.example.com.',
      Type: 'A',
      AliasTarget: { DNSName: Match.anyValue() },
    });
    expect(outputsOf(template).ServiceUrl.Value).toBe('https://app.example.com');
    expect(outputsOf(template)).not.toHaveProperty('ServiceTarget');
  });

  it('leads to CloudFront where there is one, and never around it', () => {
    const template = serviceOf('full');
    const distribution = propertiesOf(template, DISTRIBUTION).id;
    const records = Object.values(template.findResources(RECORD)).map(
      ({ Properties: { Type, AliasTarget } }) => [Type, AliasTarget.DNSName],
    );
    const DNSName = { 'Fn::GetAtt': [distribution, 'DomainName'] };
    expect(records).toEqual([
      ['A', DNSName],
      ['AAAA', DNSName],
    ]);
  });

  it('stays one record when CloudFront comes or goes: Route 53 takes no second one beside it', () => {
    const zoned = { certificateArn: '', hostedZoneId: 'Z1', hostedZoneName: 'example.com' };
    const { service } = synthesise('prod', zoned);
    expect(recordOf(service)).toHaveLength(1);
    expect(recordOf(serviceOf('full'))).toEqual(recordOf(service));
  });

  it('of a domain whose zone is elsewhere says where to point it', () => {
    const template = serviceOf('prod');
    const target = { 'Fn::GetAtt': [propertiesOf(template, BALANCER).id, 'DNSName'] };
    expect(outputsOf(template)).toMatchObject({
      ServiceUrl: { Value: 'https://app.example.com' },
      ServiceTarget: { Value: target },
    });
  });

  it('is CloudFront’s own in dev', () => {
    const template = serviceOf('dev');
    const host = { 'Fn::GetAtt': [propertiesOf(template, DISTRIBUTION).id, 'DomainName'] };
    expect(outputsOf(template)).toMatchObject({
      ServiceUrl: { Value: { 'Fn::Join': ['', ['https://', host]] } },
    });
  });

  it('is the load balancer’s for a look at it, without https', () => {
    const template = serviceOf('plain');
    const host = { 'Fn::GetAtt': [propertiesOf(template, BALANCER).id, 'DNSName'] };
    expect(outputsOf(template)).toMatchObject({
      ServiceUrl: { Value: { 'Fn::Join': ['', ['http://', host]] } },
    });
    template.resourceCountIs(LISTENER, 1);
  });
});
