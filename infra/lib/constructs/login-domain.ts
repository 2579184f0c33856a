import { Aws, Fn } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { ManagedLoginVersion, type UserPool, UserPoolDomain } from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import type { StageConfig } from '../config/stage-config.js';

/**
 * A prefix belongs to one account of a region. In dev, where nobody has to remember it, the stack's
 * own id (arn:aws:cloudformation:REGION:ACCOUNT:stack/NAME/UUID) makes one that is free.
 */
const prefixOf = ({ domainPrefix, stage }: StageConfig): string => {
  const uuid = Fn.select(2, Fn.split('/', Aws.STACK_ID));
  return domainPrefix ?? `login-${stage}-${Fn.select(0, Fn.split('-', uuid))}`;
};

/** The host of Cognito's login pages. */
export const loginHost = (config: StageConfig): string =>
  config.loginDomain ?? `${prefixOf(config)}.auth.${config.region}.amazoncognito.com`;

/** Where the login pages are: below amazoncognito.com, or on a domain of one's own. */
export class LoginDomain extends Construct {
  readonly url: string;
  /** What a domain of one's own has to point to. */
  readonly dnsTarget: string | undefined;

  constructor(scope: Construct, id: string, props: { config: StageConfig; pool: UserPool }) {
    super(scope, id);
    const { config, pool } = props;
    const { loginDomain, loginCertificateArn } = config;
    const isOwn = loginDomain !== undefined && loginCertificateArn !== undefined;
    const domain = new UserPoolDomain(this, 'Domain', {
      userPool: pool,
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
      ...(isOwn
        ? {
            customDomain: {
              domainName: loginDomain,
              certificate: Certificate.fromCertificateArn(this, 'Certificate', loginCertificateArn),
            },
          }
        : { cognitoDomain: { domainPrefix: prefixOf(config) } }),
    });
    this.url = domain.baseUrl();
    this.dnsTarget = isOwn ? domain.cloudFrontEndpoint : undefined;
  }
}
