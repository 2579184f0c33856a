import { SecretValue } from 'aws-cdk-lib';
import { CfnUserPoolIdentityProvider, type UserPool } from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { type IdentityProvider, providerName } from '../config/identity-providers.js';
import type { StageConfig } from '../config/stage-config.js';

/** A dynamic reference: CloudFormation looks it up, and no template holds the secret. */
const secretIn = (arn: string): string => SecretValue.secretsManager(arn).unsafeUnwrap();

const joined = (scopes: string[] | undefined, otherwise: string) => scopes?.join(' ') ?? otherwise;

/** AWS: AWS::Cognito::UserPoolIdentityProvider, ProviderDetails by type. */
function detailsOf(provider: IdentityProvider): [type: string, details: Record<string, string>] {
  switch (provider.type) {
    case 'google':
      return [
        'Google',
        {
          client_id: provider.clientId,
          client_secret: secretIn(provider.clientSecretArn),
          authorize_scopes: joined(provider.scopes, 'openid email profile'),
        },
      ];
    case 'apple':
      return [
        'SignInWithApple',
        {
          client_id: provider.servicesId,
          team_id: provider.teamId,
          key_id: provider.keyId,
          private_key: secretIn(provider.privateKeyArn),
          authorize_scopes: joined(provider.scopes, 'email name'),
        },
      ];
    case 'saml':
      return [
        'SAML',
        { MetadataURL: provider.metadataUrl, IDPSignout: String(provider.signOut ?? false) },
      ];
    case 'oidc':
      return [
        'OIDC',
        {
          client_id: provider.clientId,
          client_secret: secretIn(provider.clientSecretArn),
          oidc_issuer: provider.issuer,
          authorize_scopes: joined(provider.scopes, 'openid email profile'),
          attributes_request_method: 'GET',
        },
      ];
  }
}

/** In a SAML assertion attributes have URIs for names. */
const SAML_EMAIL = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress';

/** Others who say who people are. The pool demands an e-mail address, so each has to bring one. */
export class IdentityProviders extends Construct {
  /** As the app client has to name them. */
  readonly names: string[];

  constructor(scope: Construct, id: string, props: { config: StageConfig; pool: UserPool }) {
    super(scope, id);
    const { config, pool } = props;
    const providers = config.identityProviders ?? [];
    this.names = providers.map(providerName);
    for (const provider of providers) {
      const name = providerName(provider);
      const [providerType, providerDetails] = detailsOf(provider);
      const email = provider.type === 'saml' ? SAML_EMAIL : 'email';
      new CfnUserPoolIdentityProvider(this, name, {
        userPoolId: pool.userPoolId,
        providerName: name,
        providerType,
        providerDetails,
        attributeMapping: { email, ...provider.attributes },
      });
    }
  }
}
