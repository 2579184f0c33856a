import type { TriggerHandlers } from './trigger-handlers.js';

type PostConfirmation = TriggerHandlers['postConfirmation'];

/**
 * The triggers that are deployed for the product. Each is loaded at its first event, as a Lambda is.
 *
 * @param endpoint of the user-pool API that they call: here, that is the stand-in itself
 */
export function deployedTriggers(endpoint: string, region: string): Partial<TriggerHandlers> {
  let postConfirmation: Promise<PostConfirmation> | undefined;
  return {
    preSignUp: async (event) => (await import('../../infra/lambda/pre-sign-up.js')).handler(event),
    preTokenGeneration: async (event) =>
      (await import('../../infra/lambda/pre-token-generation.js')).handler(event),
    postConfirmation: async (event) => {
      postConfirmation ??= loadPostConfirmation(endpoint, region);
      return (await postConfirmation)(event);
    },
  };
}

async function loadPostConfirmation(endpoint: string, region: string): Promise<PostConfirmation> {
  const { createHandler } = await import('../../infra/lambda/post-confirmation.js');
  const { CognitoIdentityProviderClient } =
    await import('@aws-sdk/client-cognito-identity-provider');
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return createHandler(() => new CognitoIdentityProviderClient({ endpoint, region, credentials }));
}
