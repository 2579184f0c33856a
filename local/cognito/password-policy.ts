import { CognitoError } from './cognito-error.js';
import type { PoolSettings } from './pool-settings.js';

type Policy = PoolSettings['Policies']['PasswordPolicy'];

const CLASSES: [option: keyof Policy, rule: RegExp, what: string, description: string][] = [
  ['RequireLowercase', /\p{Ll}/u, 'lowercase', 'a lowercase letter'],
  ['RequireUppercase', /\p{Lu}/u, 'uppercase', 'an uppercase letter'],
  ['RequireNumbers', /\d/u, 'numeric', 'a number'],
  ['RequireSymbols', /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+-]/u, 'symbol', 'a symbol'],
];

/** @throws {CognitoError} `InvalidPasswordException`, with the first thing that is missing */
export function checkPassword(policy: Policy, password: string): void {
  const broken = CLASSES.find(([option, rule]) => policy[option] && !rule.test(password));
  const complaint =
    password.length < policy.MinimumLength
      ? 'Password not long enough'
      : broken && `Password must have ${broken[2]} characters`;
  if (complaint === undefined) return;
  const message = `Password did not conform with policy: ${complaint}`;
  throw new CognitoError('InvalidPasswordException', message);
}

/** What a password needs, for who chooses one. */
export function describePolicy(policy: Policy): string {
  const needed = CLASSES.flatMap(([option, , , description]) =>
    policy[option] ? [description] : [],
  );
  const also = needed.length > 0 ? `, with ${needed.join(', ')}` : '';
  return `At least ${policy.MinimumLength} characters${also}.`;
}
