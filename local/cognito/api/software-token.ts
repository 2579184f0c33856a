import { z } from 'zod';
import type { Account } from '../account.js';
import { CognitoError } from '../cognito-error.js';
import type { Pool } from '../pool.js';
import { newTotpSecret } from '../totp.js';
import { none, session, text, totpCode } from './fields.js';
import { byUser, kind, onUser, selfOf, type Operations } from './operation.js';

const caller = z.object({ AccessToken: text(8192).optional(), Session: session.optional() });

/** By the session of a challenge, or by an access token: one of them, and not both. */
type Whom = string | Account;
const byEither = kind(false, caller, async (pools, { AccessToken, Session }) => {
  if (Session !== undefined && AccessToken === undefined) {
    const [first] = pools.all();
    const where = pools.ofSession(Session) ?? first; // any refuses what is nobody's
    if (where) return { where, whom: Session as Whom };
  }
  if (Session === undefined && AccessToken !== undefined) {
    const { where, whom } = await selfOf(pools, AccessToken);
    return { where, whom: whom as Whom };
  }
  const message = 'Only one of AccessToken and Session must be given.';
  throw new CognitoError('InvalidParameterException', message);
});

const preference = z
  .object({ Enabled: z.boolean().default(false), PreferredMfa: z.boolean().optional() })
  .optional();
const preferences = z.object({
  SoftwareTokenMfaSettings: preference,
  SMSMfaSettings: preference,
  EmailMfaSettings: preference,
});

/** Turns codes from the app on or off. Nobody here can be sent a code as a second factor. */
function prefer(pool: Pool, wanted: z.infer<typeof preferences>, account: Account): void {
  const { SoftwareTokenMfaSettings: app, SMSMfaSettings: sms, EmailMfaSettings: email } = wanted;
  if (sms?.Enabled || email?.Enabled) {
    const factor = sms?.Enabled ? 'SMS_MFA' : 'EMAIL_OTP';
    const message = `User does not have delivery config set to turn on ${factor}`;
    throw new CognitoError('InvalidParameterException', message);
  }
  if (!app) return;
  if (app.Enabled && !account.totp) {
    const message = 'User has not verified software token mfa';
    throw new CognitoError('InvalidParameterException', message);
  }
  if (account.totp) account.totp.off = !app.Enabled;
  pool.directory.save(account);
}

export const softwareTokenOperations: Operations = {
  AssociateSoftwareToken: byEither(none, (pool, _input, whom) => {
    if (typeof whom === 'string') {
      const { secret, session: Session } = pool.challenges.associateSoftwareToken(whom);
      return { SecretCode: secret, Session };
    }
    whom.unverifiedTotp = newTotpSecret();
    pool.directory.save(whom);
    return { SecretCode: whom.unverifiedTotp };
  }),

  VerifySoftwareToken: byEither(z.object({ UserCode: totpCode }), (pool, { UserCode }, whom) => {
    if (typeof whom === 'string') {
      const { session: Session } = pool.challenges.verifySoftwareToken(whom, UserCode);
      return { Status: 'SUCCESS', Session };
    }
    // Where MFA is optional, SetUserMFAPreference turns it on.
    const off = whom.totp ? whom.totp.off : pool.settings.MfaConfiguration === 'OPTIONAL';
    pool.challenges.enrol(whom, whom.unverifiedTotp, UserCode, off);
    delete whom.unverifiedTotp;
    pool.directory.save(whom);
    return { Status: 'SUCCESS' };
  }),

  SetUserMFAPreference: byUser(preferences, prefer),
  AdminSetUserMFAPreference: onUser(preferences, prefer),

  // Who has no app has lost none.
  AdminDeleteSoftwareToken: onUser(none, (pool, _input, account) => {
    if (account.status === 'UNCONFIRMED') {
      throw new CognitoError('UserNotConfirmedException', 'User is not confirmed.');
    }
    delete account.totp;
    delete account.unverifiedTotp;
    pool.directory.save(account);
  }),
};
