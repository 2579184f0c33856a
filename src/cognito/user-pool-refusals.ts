/**
 * Why the user-pool API, or we before it, refuse what a person asks, each with what to do about it. By the
 * names of its errors, never by their texts:
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ChangePassword.html
 */
export const USER_POOL_REFUSALS = {
  password_wrong:
    'This isn’t your current password. Type it again; after several wrong tries, wait a quarter of an hour.',
  password_weak:
    'This password isn’t strong enough. Take a longer one, with capital and small letters, digits and symbols.',
  password_used: 'You have used this password before. Take one that is new.',
  code_wrong:
    'This isn’t the code that the app shows now. Wait for the next one, and check the clock of its device.',
  mailed_code_wrong:
    'This isn’t the code of the newest mail to your new address. Look there, or have another code mailed.',
  mailed_code_over: 'This code can’t be used any more. Have another one mailed.',
  email_taken: 'Somebody else has an account with this address. Take another one.',
  mail_undeliverable:
    'No mail could be sent to this address. Check how it is written, or take another one.',
  is_administrator:
    'You are an administrator. Ask another one to take you out of the administrators first.',
  not_allowed: 'This can’t be changed here. Ask an administrator.',
  not_accepted: 'This can’t be used. Make it shorter, and leave out blanks and unusual characters.',
  too_many_tries: 'There were too many tries. Wait a quarter of an hour, then try again.',
  sign_in_again:
    'Your confirmation has ended. Confirm again that it’s you, then repeat the change.',
  account_gone:
    'This account can’t be changed any more: it was deleted or closed. Ask an administrator.',
} as const;

export type UserPoolRefusal = keyof typeof USER_POOL_REFUSALS;

export type Refusals = ReadonlyMap<string, UserPoolRefusal>;

/** What a mailed code is refused by, which others say of the codes of an authenticator app. */
export const MAILED_CODE_REFUSALS: Refusals = new Map([
  ['CodeMismatchException', 'mailed_code_wrong'],
  ['ExpiredCodeException', 'mailed_code_over'],
]);

/** `NotAuthorizedException` is missing: it may mean what was typed, or the token. */
const REASONS: Refusals = new Map([
  ['InvalidPasswordException', 'password_weak'],
  ['PasswordHistoryPolicyViolationException', 'password_used'],
  ['EnableSoftwareTokenMFAException', 'code_wrong'],
  ['CodeMismatchException', 'code_wrong'],
  ['ExpiredCodeException', 'code_wrong'],
  ['InvalidParameterException', 'not_accepted'],
  ['AliasExistsException', 'email_taken'],
  ['CodeDeliveryFailureException', 'mail_undeliverable'],
  ['LimitExceededException', 'too_many_tries'],
  ['TooManyFailedAttemptsException', 'too_many_tries'],
  ['UserNotFoundException', 'account_gone'],
  ['UserNotConfirmedException', 'account_gone'],
  ['PasswordResetRequiredException', 'sign_in_again'],
]);

/** What an error of that name says of the person's wish; nothing, where it isn't about that. */
export const refusalOf = (name: string): UserPoolRefusal | undefined => REASONS.get(name);
