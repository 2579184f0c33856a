import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import {
  Certificate,
  CertificateValidation,
  type ICertificate,
} from 'aws-cdk-lib/aws-certificatemanager';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import type { Construct } from 'constructs';
import type { StageConfig } from '../config/stage-config.js';
import { Alarms } from '../constructs/alarms.js';
import { watchCertificate } from '../constructs/certificate-alarm.js';
import { Firewall } from '../constructs/firewall.js';

export const GLOBAL_REGION = 'us-east-1';

/** Whether CloudFront's firewall can't stand in the stage's own region. */
const isFirewallApart = ({ waf, cloudFront, region }: StageConfig) =>
  waf && cloudFront && region !== GLOBAL_REGION;

/** A certificate is made where none is given, in the zone that can prove whose the name is. */
const isCertificateMade = ({ loginDomain, loginCertificateArn, userPoolId }: StageConfig) =>
  userPoolId === undefined && loginDomain !== undefined && loginCertificateArn === undefined;

/** Those that a stage relies on and brings: what is made here in its own zone, ACM renews. */
const watchedCertificates = (
  config: StageConfig,
): [alarm: string, arn: string, whose: string][] => {
  const { isKept, loginCertificateArn, cloudFrontCertificateArn } = config;
  const given: [string, string | undefined, string][] = [
    ['LoginCertificateExpires', loginCertificateArn, 'the login domain'],
    ['EdgeCertificateExpires', cloudFrontCertificateArn, 'CloudFront'],
  ];
  return given.flatMap(([alarm, arn, whose]) =>
    isKept && arn !== undefined ? [[alarm, arn, whose] as [string, string, string]] : [],
  );
};

export const needsGlobalStack = (config: StageConfig): boolean =>
  isFirewallApart(config) || isCertificateMade(config) || watchedCertificates(config).length > 0;

interface GlobalStackProps extends StackProps {
  readonly config: StageConfig;
}

/**
 * What lives in us-east-1 wherever the rest is: CloudFront's firewall, the login domain's certificate, and the
 * alarms of certificates that are there.
 */
export class GlobalStack extends Stack {
  readonly firewall: Firewall | undefined;
  readonly loginCertificate: ICertificate | undefined;

  constructor(scope: Construct, id: string, { config, ...props }: GlobalStackProps) {
    super(scope, id, { terminationProtection: config.protected, ...props });
    this.firewall = isFirewallApart(config)
      ? new Firewall(this, 'Firewall', { config, at: 'CloudFront' })
      : undefined;
    this.loginCertificate = isCertificateMade(config) ? this.certificate(config) : undefined;
    this.watchCertificates(config);
  }

  private watchCertificates(config: StageConfig): void {
    const certificates = watchedCertificates(config);
    if (certificates.length === 0) return;
    // A topic of its own: an alarm tells none but those of its region.
    const alarms = new Alarms(this, 'Alarms', { config: { ...config, alarmTopicArn: undefined } });
    for (const [id, arn, whose] of certificates) {
      const certificate = Certificate.fromCertificateArn(this, `${id}Of`, arn);
      watchCertificate(alarms, id, certificate, whose);
    }
    new CfnOutput(this, 'AlarmTopic', { value: alarms.topic.topicArn });
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
