import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { StageConfig } from '../config/stage-config.js';
import { LoginDomain } from '../constructs/login-domain.js';
import { API_SCOPE, RelyingParty } from '../constructs/relying-party.js';
import { IdentityProviders } from '../constructs/identity-providers.js';
import { issuerOf } from '../constructs/issuer.js';
import { SignInTriggers } from '../constructs/sign-in-triggers.js';
import { SignedInIdentities } from '../constructs/signed-in-identities.js';
import { Uploads } from '../constructs/uploads.js';
import { UserDirectory } from '../constructs/user-directory.js';
import type { IdentityMetrics } from '../constructs/watched.js';

/** All that a relying party and an API have to be told of the login. */
export interface IdentityConnection {
  /** COGNITO_ISSUER */
  readonly issuer: string;
  /** COGNITO_DOMAIN */
  readonly domainUrl: string;
  /** COGNITO_CLIENT_ID, and the audience of tokens. */
  readonly clientId: string;
  /** COGNITO_CLIENT_SECRET: the whole string of the secret, made here or by its ARN. */
  readonly clientSecret: ISecret | { readonly arn: string };
  /** What a token must have for the API's routes. */
  readonly apiScope: string | undefined;
  /** COGNITO_SCOPES */
  readonly scopes: readonly string[];
  readonly userPoolId: string;
  /** Where people keep files of their own, if they can. */
  readonly files: FilesConnection | undefined;
}

interface FilesConnection {
  /** IDENTITY_POOL_ID */
  readonly identityPoolId: string;
  /** UPLOADS_BUCKET */
  readonly bucket: string;
}

interface IdentityStackProps extends StackProps {
  readonly config: StageConfig;
  /** Of a login domain whose certificate isn't given. */
  readonly loginCertificate?: ICertificate;
}

/** Who people are: user pool, login pages, app client, groups, and their AWS credentials. */
export class IdentityStack extends Stack {
  readonly connection: IdentityConnection;
  readonly metrics: IdentityMetrics;

  constructor(
    scope: Construct,
    id: string,
    { config, loginCertificate: certificate, ...props }: IdentityStackProps,
  ) {
    super(scope, id, { terminationProtection: config.protected, ...props });
    const { pool } = new UserDirectory(this, 'Directory', { config });
    const triggers = new SignInTriggers(this, 'Triggers', { config, pool });
    const domain = new LoginDomain(this, 'Login', { config, pool, certificate });
    const providers = new IdentityProviders(this, 'Providers', { config, pool });
    const { clientId, clientSecret, scopes } = new RelyingParty(this, 'Product', {
      config,
      pool,
      providers,
    });
    const identities = new SignedInIdentities(this, 'Identities', { config, pool, clientId });
    const uploads = new Uploads(this, 'Uploads', { config });
    for (const role of identities.roles) uploads.allowOwnFiles(role);

    const { userPoolId } = pool;
    // What GetAtt tells is the original form.
    const issuer =
      config.issuerForm === 'original'
        ? pool.userPoolProviderUrl
        : issuerOf(config.region, userPoolId, config.issuerForm);
    const domainUrl = domain.url;
    this.metrics = {
      throttled: throttledBy(userPoolId, clientId),
      triggerErrors: triggers.errors,
      signUpsRefused: triggers.refusals,
    };
    this.connection = {
      issuer,
      domainUrl,
      clientId,
      clientSecret,
      apiScope: API_SCOPE,
      scopes,
      userPoolId,
      files: { identityPoolId: identities.identityPoolId, bucket: uploads.bucketName },
    };

    // `npm run user` reads the first five by these names.
    this.output('UserPoolId', userPoolId);
    this.output('UserPoolClientId', clientId);
    this.output('ClientSecretArn', clientSecret.secretArn);
    this.output('CognitoDomain', domainUrl);
    this.output('Issuer', issuer);
    this.output('IdentityPoolId', identities.identityPoolId);
    this.output('UploadsBucket', uploads.bucketName);
    if (domain.dnsTarget !== undefined) this.output('LoginDomainTarget', domain.dnsTarget);
  }

  private output(name: string, value: string): void {
    new CfnOutput(this, name, { value });
  }
}

/** Cognito reports every five minutes: "User pool metrics in CloudWatch". */
function throttledBy(userPoolId: string, clientId: string) {
  const throttles = (metricName: string) =>
    new Metric({
      namespace: 'AWS/Cognito',
      metricName,
      dimensionsMap: { UserPool: userPoolId, UserPoolClient: clientId },
      statistic: 'Sum',
    });
  return new MathExpression({
    label: 'Throttled by Cognito',
    expression: 'FILL(signInsRefused, 0) + FILL(refreshesRefused, 0)',
    usingMetrics: {
      signInsRefused: throttles('SignInThrottles'),
      refreshesRefused: throttles('TokenRefreshThrottles'),
    },
  });
}
