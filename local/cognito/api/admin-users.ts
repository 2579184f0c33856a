import { z } from 'zod';
import type { Account } from '../account.js';
import { ADMINISTRATOR } from '../caller.js';
import { CognitoError } from '../cognito-error.js';
import type { Pool } from '../pool.js';
import { temporaryPassword } from '../sign-up.js';
import { listAttributes, readAttributes, VERIFIED } from './attributes.js';
import { attributes, metadata, none, password, username } from './fields.js';
import { asRecord, byAdmin, onUser, userNamed, type Operations } from './operation.js';
import { attributeNames, mfaOf, removeAttributes } from './self.js';

/** Someone, as lists show them. Times are in seconds. */
export const userType = (account: Account) => ({
  Username: account.username,
  Attributes: listAttributes(account),
  UserCreateDate: account.createdAt / 1000,
  UserLastModifiedDate: (account.changedAt ?? account.createdAt) / 1000,
  Enabled: !account.disabled,
  UserStatus: account.status,
});

const enable = (disabled: boolean) =>
  onUser(none, (pool, _input, account) => {
    account.disabled = disabled;
    if (disabled) pool.refreshTokens.revokeAll(account.username);
    pool.directory.save(account);
  });

/** AdminCreateUser with `RESEND`: another temporary password for who never used theirs. */
function renew(pool: Pool, name: string, temporary: string): Account {
  const account = userNamed(pool, name);
  if (account.status !== 'FORCE_CHANGE_PASSWORD') {
    const message = `Resend not possible. ${name} status is not FORCE_CHANGE_PASSWORD`;
    throw new CognitoError('UnsupportedUserStateException', message);
  }
  pool.directory.setPassword(account, temporary, 'FORCE_CHANGE_PASSWORD');
  return account;
}

/** What administrators may do about people. */
export const adminUserOperations: Operations = {
  AdminCreateUser: byAdmin(
    z.object({
      Username: username,
      TemporaryPassword: password.optional(),
      UserAttributes: attributes.optional(),
      MessageAction: z.enum(['RESEND', 'SUPPRESS']).optional(),
      ValidationData: attributes.optional(),
      ClientMetadata: metadata,
    }),
    async (pool, { Username, TemporaryPassword, UserAttributes, MessageAction, ...more }) => {
      const validationData = asRecord(more.ValidationData);
      const caller = { ...ADMINISTRATOR, validationData, metadata: more.ClientMetadata };
      const temporary = TemporaryPassword ?? temporaryPassword();
      const wanted = readAttributes(pool.settings, UserAttributes, VERIFIED);
      const account =
        MessageAction === 'RESEND'
          ? renew(pool, Username, temporary)
          : await pool.signUps.create(caller, Username, temporary, wanted);
      if (MessageAction !== 'SUPPRESS') pool.signUps.invite(account, temporary);
      return { User: userType(account) };
    },
  ),

  AdminSetUserPassword: onUser(
    z.object({ Password: password, Permanent: z.boolean().default(false) }),
    (pool, { Password, Permanent }, account) =>
      pool.directory.setPassword(
        account,
        Password,
        Permanent ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD',
      ),
  ),

  AdminGetUser: onUser(none, (_pool, _input, account) => {
    const { Attributes, ...user } = userType(account);
    return { ...user, UserAttributes: Attributes, ...mfaOf(account) };
  }),

  AdminUpdateUserAttributes: onUser(
    z.object({ UserAttributes: attributes }),
    (pool, { UserAttributes }, account) => {
      pool.attributeChanges.change(
        account,
        readAttributes(pool.settings, UserAttributes, VERIFIED),
      );
    },
  ),

  AdminResetUserPassword: onUser(none, (pool, _input, account) =>
    pool.forgottenPasswords.reset(account),
  ),

  AdminConfirmSignUp: onUser(
    z.object({ ClientMetadata: metadata }),
    async (pool, { ClientMetadata }, account) => {
      if (account.status !== 'UNCONFIRMED') {
        const message = `User cannot be confirmed. Current status is ${account.status}`;
        throw new CognitoError('NotAuthorizedException', message);
      }
      const caller = { ...ADMINISTRATOR, metadata: ClientMetadata };
      await pool.signUps.confirmByAdmin(account, caller);
    },
  ),

  AdminDeleteUserAttributes: onUser(attributeNames, removeAttributes),

  AdminDeleteUser: onUser(none, (pool, _input, account) => pool.directory.delete(account)),
  AdminDisableUser: enable(true),
  AdminEnableUser: enable(false),
  AdminUserGlobalSignOut: onUser(none, (pool, _input, account) =>
    pool.refreshTokens.revokeAll(account.username),
  ),
};
