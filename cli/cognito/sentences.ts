import type { NextCommand } from '../destination/next-command.js';

/** What a sentence can name. */
export interface Subject {
  /** Whom the command was about: an e-mail address, or "this user". */
  who: string;
  pool: string;
  /** Where Cognito was called. */
  endpoint: string;
  next: NextCommand;
  /** Cognito's own message, without its full stop. */
  said: string;
}

type Sentence = (subject: Subject) => string;

const credentials: Sentence = ({ said }) =>
  'AWS did not get credentials it accepts: sign in (aws sso login), or name a profile with ' +
  `AWS_PROFILE; --local needs none. It said: ${said}.`;
const busy: Sentence = () => 'Cognito takes no more calls for now: wait a minute and try again.';
const wrongCode: Sentence = () =>
  'That code is not the one the authenticator app shows: check the clock of its device, and try again.';
const broken: Sentence = ({ said }) =>
  `Cognito could not do it, and it is not your doing: try again later. It said: ${said}.`;
const trigger: Sentence = ({ said }) =>
  `A Lambda trigger of the pool stopped it: ${said}. Its log in CloudWatch says more.`;
const pool: Sentence = ({ said }) =>
  `The user pool is not set up for this: ${said}. See its settings in the AWS console.`;

/**
 * What to say when Cognito, or the SDK before it, refuses: by the exception's name, never by its
 * text. The names are those of
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/CommonErrors.html and
 * of each operation's page there.
 */
export const sentences: Readonly<Record<string, Sentence>> = {
  // the person
  UserNotFoundException: ({ who, pool: id, next }) =>
    `There is no ${who} in ${id}. To see who there is: ${next('list')}`,
  UsernameExistsException: ({ who, pool: id, next }) =>
    `${who} is in ${id} already. To set a new password: ${next(`password ${who}`)}`,
  AliasExistsException: ({ who }) => `Another account has the address ${who} already.`,
  UserNotConfirmedException: ({ who }) =>
    `${who} has not confirmed the e-mail address yet: that takes the code that was mailed at sign-up.`,
  PasswordResetRequiredException: ({ who, next }) =>
    `${who} has to have a new password. To set it: ${next(`password ${who}`)}`,
  UnsupportedUserStateException: ({ who, said }) =>
    `${who} is in a state that does not allow this: ${said}.`,
  // what they prove it with
  NotAuthorizedException: ({ said }) =>
    `Cognito refused: ${said}. If the password is right, see whether the user is enabled ` +
    '(list) and the client secret belongs to the client.',
  InvalidPasswordException: ({ said }) => `The password is not good enough: ${said}.`,
  PasswordHistoryPolicyViolationException: () => 'That password was used before: choose another.',
  CodeMismatchException: wrongCode,
  EnableSoftwareTokenMFAException: wrongCode,
  ExpiredCodeException: () => 'That code was used already: wait for the next one.',
  SoftwareTokenMFANotFoundException: ({ who, pool: id }) =>
    `Authenticator apps are off in ${id}, or ${who} has none.`,
  // the call
  ResourceNotFoundException: ({ pool: id, said }) =>
    `Cognito does not find it: ${said}. Is ${id} the pool, and the client one of its own?`,
  InvalidParameterException: ({ said }) => `Cognito does not accept this: ${said}.`,
  InvalidUserPoolConfigurationException: pool,
  FeatureUnavailableInTierException: pool,
  UserPoolAddOnNotEnabledException: pool,
  InvalidEmailRoleAccessPolicyException: pool,
  UnsupportedOperationException: pool,
  CodeDeliveryFailureException: ({ said }) => `The mail could not be sent: ${said}.`,
  LimitExceededException: ({ said }) => `A limit of Cognito is reached: ${said}.`,
  TooManyFailedAttemptsException: ({ who }) =>
    `Too many wrong attempts: Cognito makes ${who} wait for a while.`,
  TooManyRequestsException: busy,
  ThrottlingException: busy,
  ForbiddenException: ({ said }) =>
    `A web application firewall in front of the pool refused: ${said}.`,
  UserLambdaValidationException: trigger,
  UnexpectedLambdaException: trigger,
  InvalidLambdaResponseException: trigger,
  InternalErrorException: broken,
  InternalServerException: broken,
  ServiceUnavailableException: broken,
  // who calls
  AccessDeniedException: ({ said }) =>
    `Your AWS credentials do not allow this: ${said}. Ask for the permission it names.`,
  CredentialsProviderError: credentials,
  TokenProviderError: credentials,
  UnrecognizedClientException: credentials,
  InvalidClientTokenId: credentials,
  InvalidSignatureException: credentials,
  MissingAuthenticationTokenException: credentials,
  ExpiredTokenException: credentials,
  // the way there
  ECONNREFUSED: ({ endpoint }) =>
    `Nothing answers at ${endpoint}: is it running? npm start starts the local one.`,
  ENOTFOUND: ({ endpoint }) => `${endpoint} cannot be found: check the address and the network.`,
  EAI_AGAIN: ({ endpoint }) => `${endpoint} cannot be found: check the network.`,
  ECONNRESET: ({ endpoint }) => `${endpoint} broke the connection off: try again.`,
  ETIMEDOUT: ({ endpoint }) => `${endpoint} does not answer: check the network.`,
  TimeoutError: ({ endpoint }) => `${endpoint} does not answer: check the network.`,
};
