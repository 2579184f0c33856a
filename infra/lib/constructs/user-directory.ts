import { Duration, Validations } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnUserPool,
  FeaturePlan,
  Mfa,
  StandardThreatProtectionMode,
  UserPool,
  UserPoolEmail,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import type { StageConfig } from '../config/stage-config.js';
import { loginHost } from './login-domain.js';
import { removalPolicyOf } from './removal-policy.js';
import { SmsSender } from './sms-sender.js';

const FEATURE_PLANS: Record<StageConfig['featurePlan'], FeaturePlan> = {
  lite: FeaturePlan.LITE,
  essentials: FeaturePlan.ESSENTIALS,
  plus: FeaturePlan.PLUS,
};

const THREAT_PROTECTION: Record<StageConfig['threatProtection'], StandardThreatProtectionMode> = {
  off: StandardThreatProtectionMode.NO_ENFORCEMENT,
  audit: StandardThreatProtectionMode.AUDIT_ONLY,
  enforced: StandardThreatProtectionMode.FULL_FUNCTION,
};

const sender = (config: StageConfig, fromEmail: string): UserPoolEmail =>
  UserPoolEmail.withSES({
    fromEmail,
    sesRegion: config.mailRegion ?? config.region,
    ...(config.mailIdentity === 'domain' && { sesVerifiedDomain: fromEmail.split('@').at(-1) }),
  });

/** The user pool: who there is, and how they prove it. Everybody has an authenticator app. */
export class UserDirectory extends Construct {
  readonly pool: UserPool;

  constructor(scope: Construct, id: string, { config }: { config: StageConfig }) {
    super(scope, id);
    const { featurePlan, threatProtection, smsMfa, mailFrom } = config;
    this.pool = new UserPool(this, 'Pool', {
      userPoolName: config.prefix,
      featurePlan: FEATURE_PLANS[featurePlan],
      // The other plans don't know of it.
      ...(featurePlan === 'plus' && {
        standardThreatProtectionMode: THREAT_PROTECTION[threatProtection],
      }),
      selfSignUpEnabled: true,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      autoVerify: { email: true },
      // A new address counts once it is verified; until then the old one stays.
      keepOriginal: { email: true },
      standardAttributes: { email: { required: true, mutable: true } },
      passwordPolicy: {
        minLength: 8,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(7),
      },
      signInPolicy: { allowedFirstAuthFactors: { password: true, passkey: config.passkeys } },
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: smsMfa },
      ...(smsMfa ? new SmsSender(this, 'Sms', { config }).settings : { enableSmsRole: false }),
      ...(mailFrom !== undefined && { email: sender(config, mailFrom) }),
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      deletionProtection: config.protected,
      removalPolicy: removalPolicyOf(config),
    });
    const { defaultChild: resource } = this.pool.node;
    if (!(resource instanceof CfnUserPool)) throw new TypeError('The user pool has no resource');
    if (config.issuerForm === 'updated') resource.issuerConfiguration = { type: 'UPDATED' };
    if (config.passkeys) acceptPasskeys(resource, config);
    this.acknowledge();
  }

  private acknowledge(): void {
    Validations.of(this.pool).acknowledge({
      id: 'AwsSolutions-COG8',
      reason:
        'The Plus plan costs for each user from the first: whoever wants threat protection chooses ' +
        'featurePlan=plus. Without it MFA by authenticator app is forced.',
    });
  }
}

function acceptPasskeys(pool: CfnUserPool, config: StageConfig): void {
  // AWS, WebAuthnConfigurationType: the host of the login pages.
  pool.webAuthnRelyingPartyId = loginHost(config);
  // Whoever unlocked a passkey has shown two factors; otherwise forced MFA would refuse it.
  pool.webAuthnUserVerification = 'required';
  pool.webAuthnFactorConfiguration = 'MULTI_FACTOR_WITH_USER_VERIFICATION';
}
