import { problems } from './configuration.js';
import { synthesise, synthesiseIdentity } from './synthesise.js';

const secret = (name: string) =>
  `arn:aws:secretsmanager:eu-central-1:111122223333:secret:${name}-AbCdEf`;
const lookedUp = (name: string) => `{{resolve:secretsmanager:${secret(name)}:SecretString:::}}`;

const GOOGLE = { type: 'google', clientId: 'google-client', clientSecretArn: secret('google') };
const APPLE = {
  type: 'apple',
  servicesId: 'org.example.login',
  teamId: 'ABCDE12345',
  keyId: 'KEY4567890',
  privateKeyArn: secret('apple'),
};
const SAML = {
  type: 'saml',
  name: 'Okta',
  metadataUrl: 'https://idp.example.org/metadata',
  attributes: { given_name: 'firstName' },
};
const OIDC = {
  type: 'oidc',
  name: 'Entra',
  issuer: 'https://login.example.org/tenant/v2.0',
  clientId: 'entra-client',
  clientSecretArn: secret('entra'),
  scopes: ['openid', 'email'],
  attributes: { email: 'preferred_username', 'custom:tenant': 'tid' },
};
const ALL = [GOOGLE, APPLE, SAML, OIDC];
const PROVIDER = 'AWS::Cognito::UserPoolIdentityProvider';
const CLIENT = 'AWS::Cognito::UserPoolClient';

describe('identity providers', () => {
  const template = synthesiseIdentity('dev', { identityProviders: JSON.stringify(ALL) });

  it.each<[string, string, object, object]>([
    [
      'Google',
      'Google',
      {
        client_id: 'google-client',
        client_secret: lookedUp('google'),
        authorize_scopes: 'openid email profile',
      },
      { email: 'email' },
    ],
    [
      'SignInWithApple',
      'SignInWithApple',
      {
        client_id: 'org.example.login',
        team_id: 'ABCDE12345',
        key_id: 'KEY4567890',
        private_key: lookedUp('apple'),
        authorize_scopes: 'email name',
      },
      { email: 'email' },
    ],
    [
      'Okta',
      'SAML',
      { MetadataURL: 'https://idp.example.org/metadata', IDPSignout: 'false' },
      {
        email: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress',
        given_name: 'firstName',
      },
    ],
    [
      'Entra',
      'OIDC',
      {
        client_id: 'entra-client',
        client_secret: lookedUp('entra'),
        oidc_issuer: 'https://login.example.org/tenant/v2.0',
        authorize_scopes: 'openid email',
        attributes_request_method: 'GET',
      },
      { email: 'preferred_username', 'custom:tenant': 'tid' },
    ],
  ])('%s: what Cognito wants to know of it', (ProviderName, ProviderType, details, mapping) => {
    template.hasResourceProperties(PROVIDER, {
      ProviderName,
      ProviderType,
      ProviderDetails: details,
      AttributeMapping: mapping,
    });
  });

  it('are there before the app client names them, next to the pool’s own passwords', () => {
    const [client] = Object.values(template.findResources(CLIENT));
    expect(client?.['Properties'].SupportedIdentityProviders).toEqual([
      'COGNITO',
      'Google',
      'SignInWithApple',
      'Okta',
      'Entra',
    ]);
    expect(client?.['DependsOn']).toEqual(
      expect.arrayContaining(Object.keys(template.findResources(PROVIDER))),
    );
  });

  it('have their secrets looked up by CloudFormation: no template holds one', () => {
    for (const [, { Properties }] of Object.entries(template.findResources(PROVIDER))) {
      const { client_secret: client, private_key: key } = Properties.ProviderDetails;
      expect(client ?? key ?? '{{resolve:').toMatch(/^\{\{resolve:/u);
    }
  });
});

it('where one provider has everybody, Cognito goes straight to it', () => {
  synthesiseIdentity('dev', {
    identityProviders: [SAML],
    onlyIdentityProviders: 'true',
  }).hasResourceProperties(CLIENT, { SupportedIdentityProviders: ['Okta'] });
});

it.each<[what: string, providers: unknown, says: RegExp]>([
  ['no list', '{"type": "google"}', /must be a list of providers/u],
  ['no JSON', 'google', /must be a list of providers/u],
  ['an unknown type', [{ type: 'facebook' }], /google, apple, saml or oidc/u],
  ['a secret by its value', [{ ...GOOGLE, clientSecretArn: 'hush' }], /ARN of a secret/u],
  ['a key that there isn’t', [{ ...SAML, clientSecret: 'x' }], /clientSecret/u],
  ['a name of Cognito’s own', [{ ...SAML, name: 'Google' }], /none of Cognito’s own/u],
  ['two of a name', [SAML, { ...OIDC, name: 'Okta' }], /different names/u],
  ['metadata by http', [{ ...SAML, metadataUrl: 'http://idp.example.org/' }], /must be https/u],
])('is refused: %s', (_what, identityProviders, says) => {
  const [problem] = problems({ stage: 'dev', identityProviders });
  expect(problem).toMatch(/^identityProviders: /u);
  expect(problem).toMatch(says);
  expect(problem).not.toContain('hush');
});

it('nobody could sign in without passwords and without providers', () => {
  expect(problems({ stage: 'dev', onlyIdentityProviders: 'true' })).toEqual([
    expect.stringMatching(/^onlyIdentityProviders: needs identityProviders/u),
  ]);
});

describe('the issuer in its updated form', () => {
  const { identity, api, service } = synthesise('dev', { issuerForm: 'updated' });
  const ISSUER = /https:\/\/issuer-cognito-idp\.eu-central-1\.amazonaws\.com\//u;

  it('is set at the pool, and what the authorizer and the product are told', () => {
    identity.hasResourceProperties('AWS::Cognito::UserPool', {
      IssuerConfiguration: { Type: 'UPDATED' },
    });
    expect(JSON.stringify(api.findResources('AWS::ApiGatewayV2::Authorizer'))).toMatch(ISSUER);
    expect(JSON.stringify(service.findResources('AWS::ECS::TaskDefinition'))).toMatch(ISSUER);
    expect(JSON.stringify(identity.findOutputs('Issuer'))).toMatch(ISSUER);
  });
});
