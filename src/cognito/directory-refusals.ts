/**
 * Why the user-pool API refuses what an administrator asks of it, each with what to do about it. By the names
 * of its errors, never by their texts:
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUser.html
 * and the pages of the other operations there.
 */
export const DIRECTORY_REFUSALS = {
  user_gone: 'This user was deleted meanwhile. Go back to the list of users.',
  email_taken:
    'There is a user with this address already. Look for them in the list, or take another address.',
  email_not_accepted: 'This isn’t an address that Cognito takes. Check it, or take another one.',
  email_not_allowed:
    'The user pool doesn’t let this address in: only some domains may be allowed. Take another one.',
  invitation_not_sent:
    'Cognito couldn’t mail the invitation. Look in the list whether the user is there, check the address, and invite them again.',
  mail_not_sent:
    'Cognito couldn’t send the mail. Check the address, and how the user pool sends its mails.',
  address_unverified:
    'There is no verified address that a code could be mailed to. Let the user verify theirs first.',
  group_gone: 'This group was deleted meanwhile. Open the user again to see those that there are.',
  other_state:
    'The state that this user is in doesn’t allow it: it may have just changed. Open the user again.',
  not_confirmed: 'This user hasn’t confirmed their address yet: that comes first.',
  no_authenticator: 'This user has no authenticator app: the next sign-in sets one up.',
  search_not_accepted: 'This can’t be searched for. Type the beginning of an address or a name.',
  too_many_calls: 'Cognito takes no more calls for now. Wait a minute, then try again.',
} as const;

export type DirectoryRefusal = keyof typeof DIRECTORY_REFUSALS;

/**
 * What the names mean for every operation. Those of two meanings are missing: `InvalidParameterException` and
 * `ResourceNotFoundException` are about whatever was sent.
 */
const REASONS: ReadonlyMap<string, DirectoryRefusal> = new Map([
  ['UserNotFoundException', 'user_gone'],
  ['UsernameExistsException', 'email_taken'],
  ['AliasExistsException', 'email_taken'],
  ['UserLambdaValidationException', 'email_not_allowed'],
  ['CodeDeliveryFailureException', 'mail_not_sent'],
  ['InvalidEmailRoleAccessPolicyException', 'mail_not_sent'],
  ['NotAuthorizedException', 'other_state'],
  ['UnsupportedUserStateException', 'other_state'],
  ['UserNotConfirmedException', 'not_confirmed'],
  ['SoftwareTokenMFANotFoundException', 'no_authenticator'],
  ['LimitExceededException', 'too_many_calls'],
  ['TooManyRequestsException', 'too_many_calls'],
  ['ThrottlingException', 'too_many_calls'],
]);

/** What errors mean for one operation, by name. */
export type Meanings = Readonly<Record<string, DirectoryRefusal>>;

/** What an error of that name says of what was asked; nothing, where it isn't about that. */
export const directoryRefusalOf = (
  name: string,
  meanings: Meanings,
): DirectoryRefusal | undefined =>
  (Object.hasOwn(meanings, name) ? meanings[name] : undefined) ?? REASONS.get(name);
