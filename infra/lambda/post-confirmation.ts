import {
  AdminAddUserToGroupCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import type { PostConfirmationTriggerEvent } from 'aws-lambda';

/** The group of everyone who signed up. */
const GROUP = 'users';

/**
 * PostConfirmation: puts a new user into the group `users`. A reset password runs this trigger too;
 * it must not bring back who was taken out of the group.
 *
 * @param connect called once, at the first event
 */
export function createHandler(connect: () => CognitoIdentityProviderClient) {
  let client: CognitoIdentityProviderClient | undefined;
  return async (event: PostConfirmationTriggerEvent): Promise<PostConfirmationTriggerEvent> => {
    if (event.triggerSource === 'PostConfirmation_ConfirmSignUp') {
      client ??= connect();
      const user = { UserPoolId: event.userPoolId, Username: event.userName };
      await client.send(new AdminAddUserToGroupCommand({ ...user, GroupName: GROUP }));
    }
    return event;
  };
}

export const handler = createHandler(() => new CognitoIdentityProviderClient());
