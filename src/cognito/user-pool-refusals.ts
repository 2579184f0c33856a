/**
 * Why the user-pool API refuses what a person asks of it, each with what to do about it. By the names of
 * its errors, never by their texts:
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
  not_accepted: 'This can’t be used. Make it shorter, and leave out blanks and unusual characters.',
  too_many_tries: 'There were too many tries. Wait a quarter of an hour, then try again.',
  sign_in_again:
    'Your confirmation has ended. Confirm again that it’s you, then repeat the change.',
  account_gone:
    'This account can’t be changed any more: it was deleted or closed. Ask an administrator.',
} as const;

export type UserPoolRefusal = keyof typeof USER_POOL_REFUSALS;

/** `NotAuthorizedException` is missing: it may mean what was typed, or the token. */
const REASONS: ReadonlyMap<string, UserPoolRefusal> = new Map([
  ['InvalidPasswordException', 'password_weak'],
  ['PasswordHistoryPolicyViolationException', 'password_used'],
  ['EnableSoftwareTokenMFAException', 'code_wrong'],
  ['CodeMismatchException', 'code_wrong'],
  ['ExpiredCodeException', 'code_wrong'],
  ['InvalidParameterException', 'not_accepted'],
  ['LimitExceededException', 'too_many_tries'],
  ['TooManyFailedAttemptsException', 'too_many_tries'],
  ['UserNotFoundException', 'account_gone'],
  ['UserNotConfirmedException', 'account_gone'],
  ['PasswordResetRequiredException', 'sign_in_again'],
]);

/** What an error of that name says of the person's wish; nothing, where it isn't about that. */
export const refusalOf = (name: string): UserPoolRefusal | undefined => REASONS.get(name);
