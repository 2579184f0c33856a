import type { z } from 'zod';
import { addressOf, type Account } from '../account.js';
import { CognitoError } from '../cognito-error.js';
import type { Pool } from '../pool.js';
import type { PoolSettings } from '../pool-settings.js';
import { isFormed } from '../sign-in-names.js';
import type { attributes } from './fields.js';

type List = z.infer<typeof attributes>;
type OwnAttribute = PoolSettings['Schema'][number];

/** The standard attributes that people may have, and change. */
const STANDARD = new Set(
  `address birthdate email family_name gender given_name locale middle_name name nickname
  phone_number picture preferred_username profile updated_at website zoneinfo`.split(/\s+/u),
);

/** What is allowed on top for an administrator. */
export const VERIFIED = ['email_verified', 'phone_number_verified'];

/**
 * A list of attributes as a record. A blank takes an attribute away, where it may go.
 *
 * @throws {CognitoError} about one that can't be written
 */
export function readAttributes(
  settings: PoolSettings,
  list: List = [],
  more: string[] = [],
): Record<string, string> {
  for (const { Name, Value } of list) {
    if (VERIFIED.includes(Name) && !more.includes(Name)) {
      const message = 'A client attempted to write unauthorized attribute';
      throw new CognitoError('NotAuthorizedException', message);
    }
    const complaint = complaintOf(settings, Name, Value);
    if (complaint !== undefined) throw new CognitoError('InvalidParameterException', complaint);
  }
  return Object.fromEntries(list.map(({ Name, Value }) => [Name, Value]));
}

const ofSchema = (reason: string) => `Attributes did not conform to the schema: ${reason}`;

function complaintOf(settings: PoolSettings, name: string, value: string): string | undefined {
  const own = settings.Schema.find((one) => name === one.Name || name === `custom:${one.Name}`);
  if (!STANDARD.has(name) && !VERIFIED.includes(name) && (!own || name === own.Name)) {
    return ofSchema(`${name}: Attribute does not exist in the schema.`);
  }
  if (value === '') {
    const isName = settings.UsernameAttributes.some((one) => one === name);
    return own?.Required || isName ? ofSchema(`${name}: The attribute is required`) : undefined;
  }
  if (name === 'email' && !isFormed('email', value)) return 'Invalid email address format.';
  if (name === 'phone_number' && !isFormed('phone_number', value)) {
    return 'Invalid phone number format.';
  }
  if (name === 'birthdate' && !/^\d{4}-\d\d-\d\d$/u.test(value)) {
    return ofSchema('birthdate: Invalid birthdate.');
  }
  if (VERIFIED.includes(name) && !/^(?:true|false)$/u.test(value)) {
    return ofSchema(`${name}: Invalid value.`);
  }
  return own && constraintComplaint(own, name, value);
}

function constraintComplaint(
  { AttributeDataType, StringAttributeConstraints, NumberAttributeConstraints }: OwnAttribute,
  name: string,
  value: string,
): string | undefined {
  if (AttributeDataType === 'Number') {
    const { MinValue = -Infinity, MaxValue = Infinity } = NumberAttributeConstraints ?? {};
    const isIn = Number(value) >= Number(MinValue) && Number(value) <= Number(MaxValue);
    return isIn ? undefined : ofSchema(`${name}: Number must be in its range`);
  }
  const { MinLength = 0, MaxLength = Infinity } = StringAttributeConstraints ?? {};
  const isIn = value.length >= Number(MinLength) && value.length <= Number(MaxLength);
  return isIn ? undefined : ofSchema(`${name}: String must have its length`);
}

export const listAttributes = ({ attributes: all }: Account) =>
  Object.entries(all).map(([Name, Value]) => ({ Name, Value }));

/** Where a code went, or would have gone: who doesn't exist gets the same answer. */
export function mailedTo({ directory }: Pool, name: string) {
  const account = directory.find(name);
  return { CodeDeliveryDetails: deliveryTo(account ? addressOf(account) : name) };
}

export function deliveryTo(address: string) {
  if (/^\+\d+$/u.test(address)) {
    const Destination = `+${'*'.repeat(address.length - 5)}${address.slice(-4)}`;
    return { AttributeName: 'phone_number', DeliveryMedium: 'SMS', Destination };
  }
  const [local = '', domain = ''] = address.split('@');
  const Destination = `${local.slice(0, 1)}***@${domain.slice(0, 1)}***`;
  return { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination };
}
