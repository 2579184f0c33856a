import { z } from 'zod';
import { emailOf, type Account } from '../account.js';
import { CognitoError } from '../cognito-error.js';
import type { Pool } from '../pool.js';
import type { attributes } from './fields.js';

type List = z.infer<typeof attributes>;

/** The standard attributes that people may have, and change. */
const STANDARD = new Set(
  `address birthdate email family_name gender given_name locale middle_name name nickname
  phone_number picture preferred_username profile updated_at website zoneinfo`.split(/\s+/u),
);

/** What is allowed on top for an administrator. */
export const VERIFIED = ['email_verified', 'phone_number_verified'];

/** A list of attributes as a record. @throws {CognitoError} about one that can't be written */
export const readAttributes = (list: List = [], more: string[] = []): Record<string, string> => {
  for (const { Name } of list) {
    if (VERIFIED.includes(Name) && !more.includes(Name)) {
      const message = 'A client attempted to write unauthorized attribute';
      throw new CognitoError('NotAuthorizedException', message);
    }
    if (!STANDARD.has(Name) && !more.includes(Name)) {
      const reason = `${Name}: Attribute does not exist in the schema.`;
      const message = `Attributes did not conform to the schema: ${reason}`;
      throw new CognitoError('InvalidParameterException', message);
    }
  }
  return Object.fromEntries(list.map(({ Name, Value }) => [Name, Value]));
};

export const listAttributes = ({ attributes: all }: Account) =>
  Object.entries(all).map(([Name, Value]) => ({ Name, Value }));

/** The name of an account, which is an address here. @throws {CognitoError} */
export const asEmail = (name: string): string => {
  if (z.email().safeParse(name).success) return name;
  throw new CognitoError('InvalidParameterException', 'Username should be an email.');
};

/** Where a code went, or would have gone: who doesn't exist gets the same answer. */
export const mailedTo = ({ directory }: Pool, name: string) => {
  const account = directory.find(name);
  return { CodeDeliveryDetails: deliveryTo(account ? emailOf(account) : name) };
};

export const deliveryTo = (address: string) => {
  const [local = '', domain = ''] = address.split('@');
  const Destination = `${local.slice(0, 1)}***@${domain.slice(0, 1)}***`;
  return { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination };
};
