import type {
  PostConfirmationTriggerEvent,
  PreSignUpTriggerEvent,
  PreTokenGenerationV2TriggerEvent,
} from 'aws-lambda';
import type { Account } from './account.js';
import { CognitoError } from './cognito-error.js';
import type { Context } from './context.js';

/**
 * Runs the Lambda triggers that are deployed, when a pool would run them. Each is loaded at its
 * first event, as a Lambda is. What one throws is a `UserLambdaValidationException`.
 */
export class Triggers {
  #postConfirmation: ReturnType<Triggers['loadPostConfirmation']> | undefined;

  constructor(private readonly context: Context) {}

  /** Refuses, or lets the account be. */
  async preSignUp(triggerSource: PreSignUpTriggerEvent['triggerSource'], account: Account) {
    const { handler } = await import('../../infra/lambda/pre-sign-up.js');
    const { sub: _, ...userAttributes } = account.attributes;
    const event: PreSignUpTriggerEvent = {
      ...this.#common('1', account),
      triggerSource,
      request: { userAttributes },
      response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
    };
    return (await run('PreSignUp', handler(event))).response;
  }

  async postConfirmation(
    triggerSource: PostConfirmationTriggerEvent['triggerSource'],
    account: Account,
  ): Promise<void> {
    this.#postConfirmation ??= this.loadPostConfirmation();
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
  ) {
    const { handler } = await import('../../infra/lambda/pre-token-generation.js');
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
  private async loadPostConfirmation() {
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

  #common(version: string, { username }: Account) {
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
