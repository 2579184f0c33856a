import type {
  CreateAuthChallengeTriggerEvent,
  DefineAuthChallengeTriggerEvent,
  PostAuthenticationTriggerEvent,
  PostConfirmationTriggerEvent,
  PreAuthenticationTriggerEvent,
  PreSignUpTriggerEvent,
  PreTokenGenerationV2TriggerEvent,
  VerifyAuthChallengeResponseTriggerEvent,
} from 'aws-lambda';
import type { Account } from './account.js';
import type { Caller } from './caller.js';
import { CognitoError } from './cognito-error.js';
import type { Context } from './context.js';

/** What a pre-token-generation trigger wants changed about tokens. */
export type TokenChanges =
  PreTokenGenerationV2TriggerEvent['response']['claimsAndScopeOverrideDetails'];

/** Who wants to sign in, and whether there is such a person. */
interface Somebody {
  name: string;
  account: Account | undefined;
}
type Answered = DefineAuthChallengeTriggerEvent['request']['session'];

/**
 * Runs the Lambda triggers of the pool, when a pool would run them. Without one, nothing is refused
 * and nothing changes. What one throws is a `UserLambdaValidationException`.
 */
export class Triggers {
  constructor(private readonly context: Context) {}

  /** Refuses, or lets the account be. */
  async preSignUp(
    triggerSource: PreSignUpTriggerEvent['triggerSource'],
    account: Account,
    caller: Caller,
  ): Promise<PreSignUpTriggerEvent['response']> {
    const { sub: _, ...userAttributes } = account.attributes;
    const event: PreSignUpTriggerEvent = {
      ...this.common('1', account, caller),
      triggerSource,
      request: {
        userAttributes,
        validationData: caller.validationData,
        clientMetadata: caller.metadata,
      },
      response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
    };
    return (await run('PreSignUp', this.context.triggers.preSignUp, event)).response;
  }

  /**
   * Refuses, or lets a password be tried. It runs for names that nobody has as well, as where a client
   * hides who exists.
   */
  async preAuthentication(
    name: string,
    account: Account | undefined,
    caller: Caller,
  ): Promise<void> {
    const validationData = caller.validationData ?? {};
    const event: PreAuthenticationTriggerEvent = {
      ...this.common('1', account ?? { username: name }, caller),
      triggerSource: 'PreAuthentication_Authentication',
      request: account
        ? { userAttributes: attributesOf(account), validationData }
        : { userAttributes: {}, validationData, userNotFound: true },
      response: {},
    };
    await run('PreAuthentication', this.context.triggers.preAuthentication, event);
  }

  /** Refuses, or lets the tokens be issued. */
  async postAuthentication(account: Account, caller: Caller): Promise<void> {
    const event: PostAuthenticationTriggerEvent = {
      ...this.common('1', account, caller),
      triggerSource: 'PostAuthentication_Authentication',
      request: {
        userAttributes: attributesOf(account),
        newDeviceUsed: false,
        clientMetadata: caller.metadata,
      },
      response: {},
    };
    await run('PostAuthentication', this.context.triggers.postAuthentication, event);
  }

  async postConfirmation(
    triggerSource: PostConfirmationTriggerEvent['triggerSource'],
    account: Account,
    caller: Caller,
  ): Promise<void> {
    const event: PostConfirmationTriggerEvent = {
      ...this.common('1', account, caller),
      triggerSource,
      request: { userAttributes: attributesOf(account), clientMetadata: caller.metadata },
      response: {},
    };
    await run('PostConfirmation', this.context.triggers.postConfirmation, event);
  }

  /** What changes about the tokens. */
  async preTokenGeneration(
    triggerSource: PreTokenGenerationV2TriggerEvent['triggerSource'],
    account: Account,
    scopes: string[],
    caller: Caller,
  ): Promise<TokenChanges> {
    const groupConfiguration = { groupsToOverride: account.groups, iamRolesToOverride: [] };
    const event: PreTokenGenerationV2TriggerEvent = {
      ...this.common('2', account, caller),
      triggerSource,
      request: {
        userAttributes: attributesOf(account),
        groupConfiguration,
        scopes,
        clientMetadata: caller.metadata,
      },
      response: { claimsAndScopeOverrideDetails: {} },
    };
    const { response } = await run(
      'PreTokenGeneration',
      this.context.triggers.preTokenGeneration,
      event,
    );
    return response.claimsAndScopeOverrideDetails;
  }

  /** What is asked next of somebody who signs in by these triggers, or that it is enough, or over. */
  async defineAuthChallenge(
    somebody: Somebody,
    answered: Answered,
    caller: Caller,
  ): Promise<DefineAuthChallengeTriggerEvent['response']> {
    const event: DefineAuthChallengeTriggerEvent = {
      ...this.common('1', known(somebody), caller),
      triggerSource: 'DefineAuthChallenge_Authentication',
      request: {
        ...whoIs(somebody),
        session: answered,
        clientMetadata: caller.metadata,
      },
      response: { challengeName: '', issueTokens: false, failAuthentication: false },
    };
    const handler = needed(this.context.triggers.defineAuthChallenge);
    return (await run('DefineAuthChallenge', handler, event)).response;
  }

  /** The question, and what its answer is to be held to. */
  async createAuthChallenge(
    somebody: Somebody,
    { challengeName, answered }: { challengeName: string; answered: Answered },
    caller: Caller,
  ): Promise<Partial<CreateAuthChallengeTriggerEvent['response']>> {
    const event: CreateAuthChallengeTriggerEvent = {
      ...this.common('1', known(somebody), caller),
      triggerSource: 'CreateAuthChallenge_Authentication',
      request: {
        ...whoIs(somebody),
        challengeName,
        session: answered,
        clientMetadata: caller.metadata,
      },
      response: {
        publicChallengeParameters: {},
        privateChallengeParameters: {},
        challengeMetadata: '',
      },
    };
    const handler = needed(this.context.triggers.createAuthChallenge);
    return (await run('CreateAuthChallenge', handler, event)).response;
  }

  /** Whether the answer is right. */
  async verifyAuthChallenge(
    somebody: Somebody,
    { secrets, answer }: { secrets: Record<string, string>; answer: string },
    caller: Caller,
  ): Promise<boolean> {
    const event: VerifyAuthChallengeResponseTriggerEvent = {
      ...this.common('1', known(somebody), caller),
      triggerSource: 'VerifyAuthChallengeResponse_Authentication',
      request: {
        ...whoIs(somebody),
        privateChallengeParameters: secrets,
        challengeAnswer: answer,
        clientMetadata: caller.metadata,
      },
      response: { answerCorrect: false },
    };
    const handler = needed(this.context.triggers.verifyAuthChallengeResponse);
    return (await run('VerifyAuthChallengeResponse', handler, event)).response.answerCorrect;
  }

  private common(version: string, { username }: Pick<Account, 'username'>, { clientId }: Caller) {
    const { Id } = this.context.settings;
    return {
      version,
      region: Id.split('_')[0] ?? '',
      userPoolId: Id,
      userName: username,
      callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId },
    };
  }
}

const attributesOf = ({ attributes, status }: Account) => ({
  ...attributes,
  'cognito:user_status': status,
});

const known = ({ name, account }: Somebody) => account ?? { username: name };
const whoIs = ({ account }: Somebody) =>
  account ? { userAttributes: attributesOf(account) } : { userAttributes: {}, userNotFound: true };

/** Without these no sign-in can go on: there is nobody else to decide. */
function needed<Handler>(handler: Handler | undefined): Handler {
  if (handler) return handler;
  const message = 'Custom auth lambda trigger is not configured for the user pool.';
  throw new CognitoError('InvalidParameterException', message);
}

async function run<Event>(
  trigger: string,
  handler: ((event: Event) => Promise<Event>) | undefined,
  event: Event,
): Promise<Event> {
  if (!handler) return event;
  try {
    return await handler(event);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `${trigger} failed with error ${reason.replace(/\.$/u, '')}.`;
    throw new CognitoError('UserLambdaValidationException', message);
  }
}
