/** Somebody in the user pool. Times are in ms since the epoch. */
export interface AdminUser {
  readonly username: string;
  readonly sub: string;
  readonly email: string | undefined;
  readonly emailVerified: boolean;
  readonly status: string;
  readonly enabled: boolean;
  readonly createdAt: number | undefined;
}

/** What somebody is called on these pages: by their address, for a user name may be an id. */
export const nameOfUser = ({ email, username }: AdminUser): string => email ?? username;

/** By what the address of a page names somebody. A name of dots alone would be a way up there. */
export const addressedAs = ({ username, sub }: AdminUser): string =>
  /^\.{1,2}$/.test(username) ? sub : username;

/** The page about somebody. */
export const pathOfUser = (user: AdminUser): string =>
  `/admin/users/${encodeURIComponent(addressedAs(user))}`;

type Kind = 'success' | 'warning' | 'danger';

/** By `UserStatusType` of Cognito's API. */
const STATES: ReadonlyMap<string, readonly [Kind, string]> = new Map([
  ['CONFIRMED', ['success', 'Active']],
  ['EXTERNAL_PROVIDER', ['success', 'Active']],
  ['UNCONFIRMED', ['warning', 'Not confirmed']],
  ['FORCE_CHANGE_PASSWORD', ['warning', 'Invited']],
  ['RESET_REQUIRED', ['warning', 'Password reset']],
]);

/** How somebody stands, in a word or two. */
export function stateInWords({ status, enabled }: AdminUser): readonly [Kind, string] {
  if (!enabled) return ['danger', 'Disabled'];
  return STATES.get(status) ?? ['warning', 'Unknown'];
}

const FACTORS: ReadonlyMap<string, string> = new Map([
  ['SOFTWARE_TOKEN_MFA', 'Authenticator app'],
  ['SMS_MFA', 'Codes by SMS'],
  ['EMAIL_OTP', 'Codes by mail'],
]);

/** What is asked for beside the password. */
export const factorInWords = (factor: string): string => FACTORS.get(factor) ?? 'Another factor';
