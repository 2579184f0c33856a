import { Stack, type StackProps } from 'aws-cdk-lib';
import {
  Certificate,
  CertificateValidation,
  type ICertificate,
} from 'aws-cdk-lib/aws-certificatemanager';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import type { Construct } from 'constructs';
import type { StageConfig } from '../config/stage-config.js';
import { Firewall } from '../constructs/firewall.js';

export const GLOBAL_REGION = 'us-east-1';

/** Whether CloudFront's firewall can't stand in the stage's own region. */
const isFirewallApart = ({ waf, cloudFront, region }: StageConfig) =>
  waf && cloudFront && region !== GLOBAL_REGION;

/** A certificate is made where none is given, in the zone that can prove whose the name is. */
const isCertificateMade = ({ loginDomain, loginCertificateArn, userPoolId }: StageConfig) =>
  userPoolId === undefined && loginDomain !== undefined && loginCertificateArn === undefined;

export const needsGlobalStack = (config: StageConfig): boolean =>
  isFirewallApart(config) || isCertificateMade(config);

interface GlobalStackProps extends StackProps {
  readonly config: StageConfig;
}

/** What lives in us-east-1 wherever the rest is: CloudFront's firewall, the login domain's certificate. */
export class GlobalStack extends Stack {
  readonly firewall: Firewall | undefined;
  readonly loginCertificate: ICertificate | undefined;

  constructor(scope: Construct, id: string, { config, ...props }: GlobalStackProps) {
    super(scope, id, { terminationProtection: config.protected, ...props });
    this.firewall = isFirewallApart(config)
      ? new Firewall(this, 'Firewall', { config, at: 'CloudFront' })
      : undefined;
    this.loginCertificate = isCertificateMade(config) ? this.certificate(config) : undefined;
  }

  private certificate({ loginDomain, hostedZoneId, hostedZoneName }: StageConfig): ICertificate {
    const zone = HostedZone.fromHostedZoneAttributes(this, 'Zone', {
      hostedZoneId: hostedZoneId ?? '',
      zoneName: hostedZoneName ?? '',
    });
    return new Certificate(this, 'LoginCertificate', {
      domainName: loginDomain ?? '',
      validation: CertificateValidation.fromDns(zone),
    });
  }
}
