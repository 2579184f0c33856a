import type {
  PostConfirmationTriggerEvent,
  PreAuthenticationTriggerEvent,
  PreSignUpTriggerEvent,
  PreTokenGenerationV2TriggerEvent,
} from 'aws-lambda';
import type { Account } from './account.js';
import { CognitoError } from './cognito-error.js';
import type { Context } from './context.js';
import type { TriggerHandlers } from './trigger-handlers.js';

/** What a pre-token-generation trigger wants changed about tokens. */
export type TokenChanges =
  PreTokenGenerationV2TriggerEvent['response']['claimsAndScopeOverrideDetails'];

/**
 * Runs the Lambda triggers, when a pool would run them: those that are deployed, unless the pool was
 * given others. Each is loaded at its first event, as a Lambda is. What one throws is a
 * `UserLambdaValidationException`.
 */
export class Triggers {
  #postConfirmation: Promise<TriggerHandlers['postConfirmation']> | undefined;

  constructor(private readonly context: Context) {}

  /** Refuses, or lets the account be. */
  async preSignUp(triggerSource: PreSignUpTriggerEvent['triggerSource'], account: Account) {
    const handler =
      this.context.triggers.preSignUp ??
      (await import('../../infra/lambda/pre-sign-up.js')).handler;
    const { sub: _, ...userAttributes } = account.attributes;
    const event: PreSignUpTriggerEvent = {
      ...this.#common('1', account),
      triggerSource,
      request: { userAttributes },
      response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
    };
    return (await run('PreSignUp', handler(event))).response;
  }

  /**
   * Refuses, or lets a password be tried. It runs for names that nobody has as well, as where a client
   * hides who exists. None is deployed.
   */
  async preAuthentication(name: string, account: Account | undefined): Promise<void> {
    const handler = this.context.triggers.preAuthentication;
    if (!handler) return;
    const event: PreAuthenticationTriggerEvent = {
      ...this.#common('1', account ?? { username: name }),
      triggerSource: 'PreAuthentication_Authentication',
      request: account
        ? { userAttributes: attributesOf(account), validationData: {} }
        : { userAttributes: {}, validationData: {}, userNotFound: true },
      response: {},
    };
    await run('PreAuthentication', handler(event));
  }

  async postConfirmation(
    triggerSource: PostConfirmationTriggerEvent['triggerSource'],
    account: Account,
  ): Promise<void> {
    this.#postConfirmation ??= this.#loadPostConfirmation();
    const handler = await this.#postConfirmation;
    const event: PostConfirmationTriggerEvent = {
      ...this.#common('1', account),
      triggerSource,
      request: { userAttributes: attributesOf(account) },
      response: {},
    };
    await run('PostConfirmation', handler(event));
  }

  /** What changes about the tokens. */
  async preTokenGeneration(
    triggerSource: PreTokenGenerationV2TriggerEvent['triggerSource'],
    account: Account,
    scopes: string[],
  ): Promise<TokenChanges> {
    const handler =
      this.context.triggers.preTokenGeneration ??
      (await import('../../infra/lambda/pre-token-generation.js')).handler;
    const groupConfiguration = { groupsToOverride: account.groups, iamRolesToOverride: [] };
    const event: PreTokenGenerationV2TriggerEvent = {
      ...this.#common('2', account),
      triggerSource,
      request: { userAttributes: attributesOf(account), groupConfiguration, scopes },
      response: { claimsAndScopeOverrideDetails: {} },
    };
    return (await run('PreTokenGeneration', handler(event))).response.claimsAndScopeOverrideDetails;
  }

  /** The handler calls the user-pool API: here, that is the stand-in itself. */
  async #loadPostConfirmation(): Promise<TriggerHandlers['postConfirmation']> {
    const { triggers } = this.context;
    if (triggers.postConfirmation) return triggers.postConfirmation;
    const { createHandler } = await import('../../infra/lambda/post-confirmation.js');
    const { CognitoIdentityProviderClient } =
      await import('@aws-sdk/client-cognito-identity-provider');
    const { addresses, settings } = this.context;
    return createHandler(
      () =>
        new CognitoIdentityProviderClient({
          endpoint: addresses.server,
          region: settings.poolId.split('_')[0],
          credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
        }),
    );
  }

  #common(version: string, { username }: Pick<Account, 'username'>) {
    const { poolId, client } = this.context.settings;
    return {
      version,
      region: poolId.split('_')[0] ?? '',
      userPoolId: poolId,
      userName: username,
      callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: client.id },
    };
  }
}

const attributesOf = ({ attributes, status }: Account) => ({
  ...attributes,
  'cognito:user_status': status,
});

const run = async <Event>(trigger: string, running: Promise<Event>): Promise<Event> => {
  try {
    return await running;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `${trigger} failed with error ${reason.replace(/\.$/u, '')}.`;
    throw new CognitoError('UserLambdaValidationException', message);
  }
};
