import type { PreTokenGenerationV2TriggerEvent } from 'aws-lambda';

/** PreTokenGeneration V2: adds the e-mail address to access tokens, so that the API has it. */
export async function handler(
  event: PreTokenGenerationV2TriggerEvent,
): Promise<PreTokenGenerationV2TriggerEvent> {
  const { email } = event.request.userAttributes;
  if (email !== undefined) {
    event.response.claimsAndScopeOverrideDetails = {
      accessTokenGeneration: { claimsToAddOrOverride: { email } },
    };
  }
  return event;
}
