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
import { notRenewed } from '../constructs/certificate-alarm.js';
import { Firewall } from '../constructs/firewall.js';

export const GLOBAL_REGION = 'us-east-1';

/** Whether CloudFront's firewall can't stand in the stage's own region. */
const isFirewallApart = ({ waf, cloudFront, region }: StageConfig) =>
  waf && cloudFront && region !== GLOBAL_REGION;

/** A certificate is made where none is given, in the zone that can prove whose the name is. */
const isCertificateMade = ({ loginDomain, loginCertificateArn, userPoolId }: StageConfig) =>
  userPoolId === undefined && loginDomain !== undefined && loginCertificateArn === undefined;

/** A kept stage's that it brings: what is made here in its own zone, ACM renews. */
const watchesCertificates = ({
  isKept,
  loginCertificateArn,
  cloudFrontCertificateArn,
}: StageConfig) => isKept && (loginCertificateArn ?? cloudFrontCertificateArn) !== undefined;

export const needsGlobalStack = (config: StageConfig): boolean =>
  isFirewallApart(config) || isCertificateMade(config) || watchesCertificates(config);

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
    if (watchesCertificates(config)) this.watchCertificates(config);
  }

  private watchCertificates(config: StageConfig): void {
    const { loginCertificateArn: login, cloudFrontCertificateArn: edge } = config;
    // A topic of its own: an alarm tells none but those of its region.
    const alarms = new Alarms(this, 'Alarms', { config: { ...config, alarmTopicArn: undefined } });
    const given = (id: string, arn: string) => Certificate.fromCertificateArn(this, id, arn);
    if (login !== undefined) {
      const certificate = given('GivenLoginCertificate', login);
      alarms.when('LoginCertificateExpires', notRenewed(certificate, 'the login domain'));
    }
    if (edge !== undefined) {
      const certificate = given('EdgeCertificate', edge);
      alarms.when('EdgeCertificateExpires', notRenewed(certificate, 'CloudFront'));
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
