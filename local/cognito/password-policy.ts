import { CognitoError } from './cognito-error.js';

/** A pool's default password policy, in the words that Cognito has for what is missing. */
const POLICY: [rule: RegExp, complaint: string][] = [
  [/^.{8}/su, 'Password not long enough'],
  [/\p{Ll}/u, 'Password must have lowercase characters'],
  [/\p{Lu}/u, 'Password must have uppercase characters'],
  [/\d/u, 'Password must have numeric characters'],
  [/[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+-]/u, 'Password must have symbol characters'],
];

/** @throws {CognitoError} `InvalidPasswordException`, with the first thing that is missing */
export const checkPassword = (password: string): void => {
  const broken = POLICY.find(([rule]) => !rule.test(password));
  if (!broken) return;
  const message = `Password did not conform with policy: ${broken[1]}`;
  throw new CognitoError('InvalidPasswordException', message);
};
