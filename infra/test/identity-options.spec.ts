import { Match } from 'aws-cdk-lib/assertions';
import { synthesiseIdentity } from './synthesise.js';

const POOL = 'AWS::Cognito::UserPool';
const CLIENT = 'AWS::Cognito::UserPoolClient';

describe('SMS as a second factor', () => {
  const template = synthesiseIdentity('dev', { smsMfa: 'true', smsRegion: 'eu-west-1' });
  const roles = template.findResources('AWS::IAM::Role', {
    Properties: { Description: 'Cognito sends the codes of the second factor by SMS' },
  });
  const [[id, role] = []] = Object.entries(roles);

  it('stands next to the authenticator app', () => {
    template.hasResourceProperties(POOL, {
      MfaConfiguration: 'ON',
      EnabledMfas: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA'],
      SmsConfiguration: {
        SnsCallerArn: { 'Fn::GetAtt': [id, 'Arn'] },
        ExternalId: 'cognito-secure-login-dev-sms',
        SnsRegion: 'eu-west-1',
      },
    });
  });

  it('has a role that may publish to SNS and nothing else', () => {
    const { Policies, ManagedPolicyArns } = role?.['Properties'] ?? {};
    expect(Policies).toHaveLength(1);
    expect(Policies[0].PolicyDocument.Statement).toEqual([
      { Effect: 'Allow', Action: 'sns:Publish', Resource: '*' },
    ]);
    expect(ManagedPolicyArns).toBeUndefined();
    expect(JSON.stringify(template.findResources('AWS::IAM::Policy'))).not.toContain(id);
  });

  it('has a role that Cognito alone takes, for the pools of this account', () => {
    expect(role?.['Properties'].AssumeRolePolicyDocument.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { Service: 'cognito-idp.amazonaws.com' },
        Condition: {
          StringEquals: {
            'sts:ExternalId': 'cognito-secure-login-dev-sms',
            'aws:SourceAccount': { Ref: 'AWS::AccountId' },
          },
          ArnLike: {
            'aws:SourceArn': {
              'Fn::Join': [
                '',
                ['arn:aws:cognito-idp:eu-central-1:', { Ref: 'AWS::AccountId' }, ':userpool/*'],
              ],
            },
          },
        },
      },
    ]);
  });

  it('leaves no role behind where it is off', () => {
    const without = synthesiseIdentity('dev');
    expect(JSON.stringify(without.toJSON())).not.toContain('sns:Publish');
  });
});

describe('passkeys', () => {
  it('count as both factors, at the host of the login pages', () => {
    const template = synthesiseIdentity('dev', { passkeys: 'true', domainPrefix: 'our-login' });
    template.hasResourceProperties(POOL, {
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'WEB_AUTHN'] } },
      WebAuthnRelyingPartyID: 'our-login.auth.eu-central-1.amazoncognito.com',
      WebAuthnUserVerification: 'required',
      WebAuthnFactorConfiguration: 'MULTI_FACTOR_WITH_USER_VERIFICATION',
      MfaConfiguration: 'ON',
    });
    template.hasResourceProperties(CLIENT, {
      ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_USER_AUTH'],
    });
  });

  it('belong to one’s own domain where there is one', () => {
    synthesiseIdentity('prod', { passkeys: 'true' }).hasResourceProperties(POOL, {
      WebAuthnRelyingPartyID: 'login.example.com',
    });
  });
});

describe('the Plus plan', () => {
  it.each([
    ['audit', 'AUDIT'],
    ['enforced', 'ENFORCED'],
    ['off', 'OFF'],
  ])('has threat protection as chosen: %s', (threatProtection, AdvancedSecurityMode) => {
    synthesiseIdentity('dev', { featurePlan: 'plus', threatProtection }).hasResourceProperties(
      POOL,
      { UserPoolTier: 'PLUS', UserPoolAddOns: { AdvancedSecurityMode } },
    );
  });
});

describe('refresh tokens', () => {
  it('that aren’t replaced may be used by the user-pool API too', () => {
    synthesiseIdentity('dev', { refreshTokenRotation: 'false' }).hasResourceProperties(CLIENT, {
      RefreshTokenRotation: { Feature: 'DISABLED', RetryGracePeriodSeconds: Match.absent() },
      ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    });
  });

  it('are replaced without a grace period when it is 0', () => {
    synthesiseIdentity('dev', { rotationGraceSeconds: '0' }).hasResourceProperties(CLIENT, {
      RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 0 },
    });
  });
});

describe('a mail sender of one’s own', () => {
  it.each([
    ['address', 'eu-central-1', {}, 'login@example.org'],
    ['domain', 'eu-west-1', { mailIdentity: 'domain', mailRegion: 'eu-west-1' }, 'example.org'],
  ])('is verified in SES by its %s, in %s', (_what, place, values, verified) => {
    const template = synthesiseIdentity('dev', { mailFrom: 'login@example.org', ...values });
    const arn = [`arn:aws:ses:${place}:`, { Ref: 'AWS::AccountId' }, `:identity/${verified}`];
    template.hasResourceProperties(POOL, {
      EmailConfiguration: {
        EmailSendingAccount: 'DEVELOPER',
        From: 'login@example.org',
        SourceArn: { 'Fn::Join': ['', arn] },
      },
    });
  });
});
