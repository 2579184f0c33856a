import type { PreTokenGenerationV2TriggerEvent } from 'aws-lambda';
import { handler } from './pre-token-generation.js';

/** As Cognito sends it (AWS: "Pre token generation Lambda trigger", event version 2). */
const eventWith = (userAttributes: Record<string, string>): PreTokenGenerationV2TriggerEvent => ({
  version: '2',
  region: 'eu-central-1',
  userPoolId: 'eu-central-1_AbCdEfGhI',
  userName: '8c5c2b1e-5a6f-4a3e-9a51-0d5bd8e3c001',
  callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: 'client' },
  triggerSource: 'TokenGeneration_HostedAuth',
  request: {
    userAttributes,
    groupConfiguration: { groupsToOverride: ['users'], iamRolesToOverride: [] },
    scopes: ['openid', 'email'],
  },
  // Cognito sends null here.
  response: JSON.parse('{"claimsAndScopeOverrideDetails":null}'),
});

describe('the pre-token-generation trigger', () => {
  it('adds the e-mail address to the access token', async () => {
    const { response } = await handler(eventWith({ email: 'carol@example.com' }));
    expect(response).toEqual({
      claimsAndScopeOverrideDetails: {
        accessTokenGeneration: { claimsToAddOrOverride: { email: 'carol@example.com' } },
      },
    });
  });

  it('changes nothing for who has none', async () => {
    const { response } = await handler(eventWith({}));
    expect(response).toEqual({ claimsAndScopeOverrideDetails: null });
  });
});
