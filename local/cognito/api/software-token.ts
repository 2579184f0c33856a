import { z } from 'zod';
import { CognitoError } from '../cognito-error.js';
import { newTotpSecret } from '../totp.js';
import { none, session, text, totpCode } from './fields.js';
import { byUser, kind, selfOf, type Operations } from './operation.js';

const caller = z.object({ AccessToken: text(8192).optional(), Session: session.optional() });

/** By the session of a challenge, or by an access token: one of them, and not both. */
const byEither = kind(false, caller, async (pool, { AccessToken, Session }) => {
  if (Session !== undefined && AccessToken === undefined) return Session;
  if (Session === undefined && AccessToken !== undefined) return selfOf(pool, AccessToken);
  const message = 'Only one of AccessToken and Session must be given.';
  throw new CognitoError('InvalidParameterException', message);
});

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
    const off = whom.totp ? whom.totp.off : pool.settings.mfa === 'OPTIONAL';
    pool.challenges.enrol(whom, whom.unverifiedTotp, UserCode, off);
    delete whom.unverifiedTotp;
    pool.directory.save(whom);
    return { Status: 'SUCCESS' };
  }),

  SetUserMFAPreference: byUser(
    z.object({
      SoftwareTokenMfaSettings: z
        .object({ Enabled: z.boolean().default(false), PreferredMfa: z.boolean().optional() })
        .optional(),
    }),
    (pool, { SoftwareTokenMfaSettings: settings }, account) => {
      if (!settings) return;
      if (account.totp) account.totp.off = !settings.Enabled;
      else if (settings.Enabled) {
        const message = 'User has not verified software token mfa';
        throw new CognitoError('InvalidParameterException', message);
      }
      pool.directory.save(account);
    },
  ),
};
