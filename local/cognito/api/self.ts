import { z } from 'zod';
import type { Account } from '../account.js';
import { CognitoError } from '../cognito-error.js';
import { deliveryTo, listAttributes, readAttributes } from './attributes.js';
import { attributes, code, none, password, text } from './fields.js';
import type { Pool } from '../pool.js';
import { byUser, type Operations } from './operation.js';

/** Which second factors someone has turned on. */
export const mfaOf = ({ totp }: Account) =>
  totp && !totp.off
    ? { UserMFASettingList: ['SOFTWARE_TOKEN_MFA'], PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA' }
    : {};

/** Only addresses are mailed to. @throws {CognitoError} `InvalidParameterException` */
function refuseUnverifiable(attribute: string): void {
  if (attribute === 'email') return;
  const message = `Attribute ${attribute} cannot be verified.`;
  throw new CognitoError('InvalidParameterException', message);
}

export const attributeNames = z.object({ UserAttributeNames: z.array(text(32)) });

/** An address that goes away is verified no more. */
export function removeAttributes(
  pool: Pool,
  { UserAttributeNames }: z.infer<typeof attributeNames>,
  account: Account,
): void {
  const blanks = UserAttributeNames.map((Name) => ({ Name, Value: '' }));
  const removed = readAttributes(pool.settings, blanks);
  const verified = UserAttributeNames.map((name): [string, string] => [`${name}_verified`, '']);
  pool.directory.update(account, { ...removed, ...Object.fromEntries(verified) });
}

/** What people may do about themselves. */
export const selfOperations: Operations = {
  GetUser: byUser(none, (_pool, _input, account) => ({
    Username: account.username,
    UserAttributes: listAttributes(account),
    ...mfaOf(account),
  })),

  UpdateUserAttributes: byUser(
    z.object({ UserAttributes: attributes }),
    (pool, { UserAttributes }, account) => {
      const mailed = pool.attributeChanges.change(
        account,
        readAttributes(pool.settings, UserAttributes),
      );
      return { CodeDeliveryDetailsList: mailed === undefined ? [] : [deliveryTo(mailed)] };
    },
  ),

  DeleteUserAttributes: byUser(attributeNames, removeAttributes),

  GetUserAttributeVerificationCode: byUser(
    z.object({ AttributeName: text(32) }),
    (pool, { AttributeName }, account) => {
      refuseUnverifiable(AttributeName);
      return { CodeDeliveryDetails: deliveryTo(pool.attributeChanges.askAgain(account)) };
    },
  ),

  VerifyUserAttribute: byUser(
    z.object({ AttributeName: text(32), Code: code }),
    (pool, { AttributeName, Code }, account) => {
      refuseUnverifiable(AttributeName);
      pool.attributeChanges.verify(account, Code);
    },
  ),

  ChangePassword: byUser(
    z.object({ PreviousPassword: password, ProposedPassword: password }),
    (pool, { PreviousPassword, ProposedPassword }, account) => {
      pool.directory.authenticate(account.username, PreviousPassword);
      pool.directory.setPassword(account, ProposedPassword, 'CONFIRMED');
    },
  ),

  GlobalSignOut: byUser(none, (pool, _input, account) =>
    pool.refreshTokens.revokeAll(account.username),
  ),

  DeleteUser: byUser(none, (pool, _input, account) => pool.directory.delete(account)),
};
