import { Match } from 'aws-cdk-lib/assertions';
import { synthesise, synthesiseIdentity } from './synthesise.js';
import { allowedTo, functionBy, only, propertiesOf } from './template.js';

const STAGES = ['dev', 'prod'] as const;
const stages = {
  dev: synthesise('dev').identity,
  prod: synthesise('prod').identity,
};

const POOL = 'AWS::Cognito::UserPool';
const CLIENT = 'AWS::Cognito::UserPoolClient';

describe.each(STAGES)('the user pool of %s', (stage) => {
  const template = stages[stage];

  it('wants a password of 8 with all four kinds, and replaces a temporary one within 7 days', () => {
    template.hasResourceProperties(POOL, {
      Policies: {
        PasswordPolicy: {
          MinimumLength: 8,
          RequireLowercase: true,
          RequireUppercase: true,
          RequireNumbers: true,
          RequireSymbols: true,
          TemporaryPasswordValidityDays: 7,
        },
      },
    });
  });

  it('forces an authenticator app on everybody, and sends no SMS', () => {
    template.hasResourceProperties(POOL, {
      MfaConfiguration: 'ON',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
      SmsConfiguration: Match.absent(),
    });
  });

  it('signs in by an e-mail address that is required, verified, and may change', () => {
    template.hasResourceProperties(POOL, {
      UsernameAttributes: ['email'],
      AliasAttributes: Match.absent(),
      UsernameConfiguration: { CaseSensitive: false },
      AutoVerifiedAttributes: ['email'],
      UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
      Schema: [{ Name: 'email', Required: true, Mutable: true }],
      AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] },
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: false },
    });
  });

  it('is on the Essentials plan, without threat protection or passkeys', () => {
    template.hasResourceProperties(POOL, {
      UserPoolTier: 'ESSENTIALS',
      UserPoolAddOns: Match.absent(),
      WebAuthnRelyingPartyID: Match.absent(),
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD'] } },
    });
  });
});

it('mails come from Cognito’s own sender in dev, and from one’s own in prod', () => {
  stages.dev.hasResourceProperties(POOL, { EmailConfiguration: Match.absent() });
  stages.prod.hasResourceProperties(POOL, {
    EmailConfiguration: { EmailSendingAccount: 'DEVELOPER', From: 'login@example.com' },
  });
});

describe('what a stage leaves behind', () => {
  it('is everything that holds data, in prod', () => {
    const kept = { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' };
    stages.prod.hasResource(POOL, kept);
    stages.prod.hasResource('AWS::S3::Bucket', {
      ...kept,
      Properties: { VersioningConfiguration: { Status: 'Enabled' } },
    });
    stages.prod.allResources('AWS::Logs::LogGroup', kept);
    stages.prod.resourceCountIs('Custom::S3AutoDeleteObjects', 0);
  });

  it('is nothing in dev, not even files and logs', () => {
    const gone = { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' };
    stages.dev.hasResource(POOL, { ...gone, Properties: { DeletionProtection: 'INACTIVE' } });
    stages.dev.hasResource('AWS::S3::Bucket', gone);
    stages.dev.hasResource('Custom::S3AutoDeleteObjects', {
      Properties: { BucketName: { Ref: only(stages.dev, 'AWS::S3::Bucket') } },
    });
    stages.dev.allResources('AWS::Logs::LogGroup', gone);
    stages.dev.allResourcesProperties('AWS::Lambda::Function', {
      LoggingConfig: { LogGroup: { Ref: Match.anyValue() } },
    });
  });

  it('keeps logs for as long as the stage says', () => {
    stages.dev.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 7 });
    stages.prod.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 90 });
  });
});

describe('the login pages', () => {
  it('are at a prefix of the stack’s own in dev, which no other account has', () => {
    const type = 'AWS::Cognito::UserPoolDomain';
    const domain = propertiesOf(stages.dev, type, only(stages.dev, type));
    expect(domain).toMatchObject({ ManagedLoginVersion: 2 });
    expect(JSON.stringify(domain.Domain)).toMatch(/"login-dev-".*AWS::StackId/u);
    expect(domain.CustomDomainConfig).toBeUndefined();
  });

  it('are at the prefix that was chosen', () => {
    synthesiseIdentity('dev', { domainPrefix: 'our-login' }).hasResourceProperties(
      'AWS::Cognito::UserPoolDomain',
      { Domain: 'our-login', ManagedLoginVersion: 2, CustomDomainConfig: Match.absent() },
    );
  });

  it('are on a domain of one’s own in prod, and an output says where its DNS record points', () => {
    stages.prod.hasResourceProperties('AWS::Cognito::UserPoolDomain', {
      Domain: 'login.example.com',
      ManagedLoginVersion: 2,
      CustomDomainConfig: { CertificateArn: Match.stringLikeRegexp('^arn:aws:acm:us-east-1:') },
    });
    const domain = only(stages.prod, 'AWS::Cognito::UserPoolDomain');
    stages.prod.hasOutput('LoginDomainTarget', {
      Value: { 'Fn::GetAtt': [domain, 'CloudFrontDistribution'] },
    });
  });

  it.each(STAGES)('have a style in %s, without which they are unavailable', (stage) => {
    stages[stage].hasResourceProperties('AWS::Cognito::ManagedLoginBranding', {
      UserPoolId: { Ref: only(stages[stage], POOL) },
      ClientId: { Ref: only(stages[stage], CLIENT) },
      UseCognitoProvidedValues: true,
    });
  });
});

describe.each(STAGES)('the app client of %s', (stage) => {
  const template = stages[stage];

  it('is confidential and knows the code flow alone', () => {
    template.hasResourceProperties(CLIENT, {
      GenerateSecret: true,
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ['code'],
      SupportedIdentityProviders: ['COGNITO'],
      PreventUserExistenceErrors: 'ENABLED',
    });
  });

  it('may ask for the scope of the API, which there is before the client, and for nothing that the product doesn’t', () => {
    template.hasResourceProperties('AWS::Cognito::UserPoolResourceServer', {
      Identifier: 'hello-api',
      Scopes: [Match.objectLike({ ScopeName: 'read' })],
    });
    const server = only(template, 'AWS::Cognito::UserPoolResourceServer');
    template.hasResource(CLIENT, {
      DependsOn: [server],
      Properties: {
        AllowedOAuthScopes: [
          'openid',
          'email',
          'profile',
          'hello-api/read',
          'aws.cognito.signin.user.admin', // for changes of the account alone: the product refuses a login with it
        ],
      },
    });
  });

  it('has tokens that are short, a refresh token of a day that is replaced and can be revoked', () => {
    template.hasResourceProperties(CLIENT, {
      AccessTokenValidity: 10,
      IdTokenValidity: 10,
      RefreshTokenValidity: 1440,
      TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'minutes', RefreshToken: 'minutes' },
      RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 10 },
      EnableTokenRevocation: true,
      // With rotation Cognito refuses ALLOW_REFRESH_TOKEN_AUTH.
      ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'],
    });
  });

  it('has its secret in Secrets Manager, filled once: no template ever reads it of Cognito again', () => {
    const secret = only(template, 'AWS::SecretsManager::Secret');
    const type = 'AWS::SecretsManager::Secret';
    expect(Object.keys(propertiesOf(template, type, secret))).toEqual(['Description', 'Tags']);
    const text = JSON.stringify(template.toJSON());
    expect(text).not.toMatch(/ClientSecret"\]|SecretString|resolve:secretsmanager/u);
    template.hasResourceProperties('Custom::ClientSecret', {
      UserPoolId: { Ref: only(template, POOL) },
      ClientId: { Ref: only(template, CLIENT) },
      SecretId: { Ref: secret },
    });
    template.hasOutput('ClientSecretArn', { Value: { Ref: secret } });
  });

  it('gives the function that fills it no more than that takes', () => {
    const filler = functionBy(
      template,
      'Puts the secret of the app client into Secrets Manager, once',
    );
    const { Role } = propertiesOf(template, 'AWS::Lambda::Function', filler);
    expect(allowedTo(template, Role['Fn::GetAtt'][0])).toEqual([
      expect.objectContaining({ Action: ['logs:CreateLogStream', 'logs:PutLogEvents'] }),
      {
        Effect: 'Allow',
        Action: 'cognito-idp:DescribeUserPoolClient',
        Resource: { 'Fn::GetAtt': [only(template, POOL), 'Arn'] },
      },
      {
        Effect: 'Allow',
        Action: 'secretsmanager:PutSecretValue',
        Resource: { Ref: only(template, 'AWS::SecretsManager::Secret') },
      },
    ]);
  });
});

describe('where browsers may be sent', () => {
  it.each([
    ['dev', ['http://localhost:3000/auth/callback'], ['http://localhost:3000/']],
    ['prod', ['https://app.example.com/auth/callback'], ['https://app.example.com/']],
  ] as const)('is the product’s address alone: %s', (stage, CallbackURLs, LogoutURLs) => {
    stages[stage].hasResourceProperties(CLIENT, { CallbackURLs, LogoutURLs });
  });

  it('is in dev also a product on this machine', () => {
    const publicUrl = 'https://d111111abcdef8.cloudfront.net';
    synthesiseIdentity('dev', { publicUrl }).hasResourceProperties(CLIENT, {
      CallbackURLs: [`${publicUrl}/auth/callback`, 'http://localhost:3000/auth/callback'],
      LogoutURLs: [`${publicUrl}/`, 'http://localhost:3000/'],
    });
  });
});

describe.each(STAGES)('the outputs of %s', (stage) => {
  it('are what `npm run user` and people ask for', () => {
    const template = stages[stage];
    const pool = only(template, POOL);
    template.hasOutput('UserPoolId', { Value: { Ref: pool } });
    template.hasOutput('UserPoolClientId', { Value: { Ref: only(template, CLIENT) } });
    template.hasOutput('Issuer', { Value: { 'Fn::GetAtt': [pool, 'ProviderURL'] } });
    const domain = { Ref: only(template, 'AWS::Cognito::UserPoolDomain') };
    const suffix = stage === 'dev' ? ['.auth.eu-central-1.amazoncognito.com'] : [];
    template.hasOutput('CognitoDomain', {
      Value: { 'Fn::Join': ['', ['https://', domain, ...suffix]] },
    });
  });
});
