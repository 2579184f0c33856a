import { Aws, Fn } from 'aws-cdk-lib';
import { Certificate, type ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import { ManagedLoginVersion, type UserPool, UserPoolDomain } from 'aws-cdk-lib/aws-cognito';
import { ARecord, HostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { UserPoolDomainTarget } from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';
import { isInZone } from '../config/fields.js';
import type { StageConfig } from '../config/stage-config.js';

/**
 * A prefix belongs to one account of a region. In dev, where nobody has to remember it, the stack's
 * own id (arn:aws:cloudformation:REGION:ACCOUNT:stack/NAME/UUID) makes one that is free.
 */
function prefixOf({ domainPrefix, stage }: StageConfig): string {
  const uuid = Fn.select(2, Fn.split('/', Aws.STACK_ID));
  return domainPrefix ?? `login-${stage}-${Fn.select(0, Fn.split('-', uuid))}`;
}

/** The host of Cognito's login pages. */
export const loginHost = (config: StageConfig): string =>
  config.loginDomain ?? `${prefixOf(config)}.auth.${config.region}.amazoncognito.com`;

interface LoginDomainProps {
  readonly config: StageConfig;
  readonly pool: UserPool;
  /** For a domain of one's own whose certificate isn't given. */
  readonly certificate: ICertificate | undefined;
}

/** Where the login pages are: below amazoncognito.com, or on a domain of one's own. */
export class LoginDomain extends Construct {
  readonly url: string;
  /** What a domain of one's own has to point to, where its DNS is to be told by hand. */
  readonly dnsTarget: string | undefined;

  constructor(scope: Construct, id: string, { config, pool, certificate }: LoginDomainProps) {
    super(scope, id);
    const { loginDomain } = config;
    const own = loginDomain !== undefined && (this.given(config) ?? certificate);
    const domain = new UserPoolDomain(this, 'Domain', {
      userPool: pool,
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
      ...(own
        ? { customDomain: { domainName: loginDomain, certificate: own } }
        : { cognitoDomain: { domainPrefix: prefixOf(config) } }),
    });
    this.url = domain.baseUrl();
    if (own) this.dnsTarget = this.register(config, loginDomain, domain);
  }

  private given({ loginCertificateArn: arn }: StageConfig): ICertificate | undefined {
    return arn === undefined ? undefined : Certificate.fromCertificateArn(this, 'Certificate', arn);
  }

  /** In the zone, where it is in there. @returns where to point it otherwise */
  private register(
    { hostedZoneId, hostedZoneName: zoneName }: StageConfig,
    recordName: string,
    domain: UserPoolDomain,
  ): string | undefined {
    if (hostedZoneId === undefined || zoneName === undefined || !isInZone(recordName, zoneName)) {
      return domain.cloudFrontEndpoint;
    }
    const zone = HostedZone.fromHostedZoneAttributes(this, 'Zone', { hostedZoneId, zoneName });
    const target = RecordTarget.fromAlias(new UserPoolDomainTarget(domain));
    new ARecord(this, 'Address', { zone, recordName, target });
    return undefined;
  }
}
