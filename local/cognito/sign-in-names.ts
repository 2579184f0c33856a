import { z } from 'zod';
import { CognitoError } from './cognito-error.js';
import type { PoolSettings } from './pool-settings.js';

/** AWS: phone numbers are E.164. */
const FORMATS = {
  email: z.email().max(2048),
  phone_number: z.string().regex(/^\+[1-9]\d{1,14}$/u),
} as const;

type Address = keyof typeof FORMATS;

const WORDS: Record<Address, string> = { email: 'an email', phone_number: 'a phone number' };

export const isFormed = (kind: Address, value: string): boolean =>
  FORMATS[kind].safeParse(value).success;

/**
 * Whether a new name is one that the pool takes.
 *
 * @returns the attribute that the name is as well, where people sign in by an address
 * @throws {CognitoError} `InvalidParameterException`
 */
export function checkNewName(
  { UsernameAttributes, AliasAttributes }: PoolSettings,
  name: string,
): Address | undefined {
  if (UsernameAttributes.length > 0) {
    const kind = UsernameAttributes.find((one) => isFormed(one, name));
    if (kind) return kind;
    const either = UsernameAttributes.length > 1 ? 'either ' : '';
    const wanted = UsernameAttributes.map((one) => WORDS[one]).join(' or ');
    throw new CognitoError('InvalidParameterException', `Username should be ${either}${wanted}.`);
  }
  const alias = AliasAttributes.find((one) => one !== 'preferred_username' && isFormed(one, name));
  if (alias === undefined) return undefined;
  const [kind, what] = alias === 'email' ? ['email', 'email'] : ['phone number', 'phone'];
  const message = `Username cannot be of ${kind} format, since user pool is configured for ${what} alias.`;
  throw new CognitoError('InvalidParameterException', message);
}
