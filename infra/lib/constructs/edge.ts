import { Duration, Validations } from 'aws-cdk-lib';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  HttpVersion,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  OriginSslPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { VpcOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { Construct } from 'constructs';
import type { Entrance } from './entrance.js';
import type { Firewall } from './firewall.js';
import type { Network } from './network.js';

/** The product gives its API 30 s to the first byte; it must be first to give up. */
const ORIGIN_TIMEOUT = Duration.seconds(60);

/**
 * What CloudFront keeps for 10 s whatever `no-store` says, and shows to everybody who asks for the same
 * address: AWS, "How CloudFront processes HTTP 4xx and 5xx status codes from your origin".
 */
const KEPT_BY_DEFAULT = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];

interface EdgeProps {
  readonly network: Network;
  readonly entrance: Entrance;
  /** Whether the load balancer speaks https. */
  readonly isHttps: boolean;
  readonly firewall?: Firewall;
  /** Without one it is found at cloudfront.net, by https too. */
  readonly domain?: {
    readonly name: string;
    /** In us-east-1. */
    readonly certificate: ICertificate;
  };
}

/**
 * CloudFront in front of the load balancer, which has no public address: CloudFront reaches it by a VPC
 * origin. So what the product reads in X-Forwarded-For was written by two that it can believe,
 * CloudFront and the load balancer: TRUST_PROXY_HOPS is 2. Nothing is cached.
 */
export class Edge extends Construct {
  readonly distribution: Distribution;

  constructor(scope: Construct, id: string, props: EdgeProps) {
    super(scope, id);
    const { network, entrance, isHttps, firewall, domain } = props;
    this.distribution = new Distribution(this, 'Distribution', {
      defaultBehavior: {
        origin: VpcOrigin.withApplicationLoadBalancer(entrance.loadBalancer, {
          // The load balancer's certificate is for the name that browsers asked for, which is passed on.
          protocolPolicy: isHttps
            ? OriginProtocolPolicy.HTTPS_ONLY
            : OriginProtocolPolicy.HTTP_ONLY,
          originSslProtocols: [OriginSslPolicy.TLS_V1_2],
          readTimeout: ORIGIN_TIMEOUT,
        }),
        allowedMethods: AllowedMethods.ALLOW_ALL,
        cachePolicy: CachePolicy.CACHING_DISABLED,
        originRequestPolicy: OriginRequestPolicy.ALL_VIEWER,
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      },
      errorResponses: KEPT_BY_DEFAULT.map((httpStatus) => ({
        httpStatus,
        ttl: Duration.seconds(0),
      })),
      httpVersion: HttpVersion.HTTP2_AND_3,
      ...(domain && {
        domainNames: [domain.name],
        certificate: domain.certificate,
        minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2025,
      }),
      webAclId: firewall?.arn,
    });
    this.distribution.node.addDependency(...network.ways);
    this.acknowledge(domain !== undefined);
  }

  private acknowledge(ownDomain: boolean): void {
    const reasons: Record<string, string> = {
      CFR1: 'People sign in from anywhere; who may is for Cognito to say.',
      CFR2: 'A web ACL is an option (waf): it costs more than everything else here.',
      CFR3: 'Access logs hold authorization codes and states, which count as secrets in logs.',
      ...(!ownDomain && {
        CFR4: 'At cloudfront.net CloudFront allows what it allows; an own domain gets TLS 1.2.',
      }),
    };
    for (const [rule, reason] of Object.entries(reasons)) {
      Validations.of(this.distribution).acknowledge({ id: `AwsSolutions-${rule}`, reason });
    }
  }
}
