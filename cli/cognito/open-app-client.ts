import {
  DescribeUserPoolClientCommand,
  type CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { usageProblem } from '../problem.js';
import type { Target } from '../target/target.js';
import { AppClient } from './app-client.js';

/**
 * The target's app client. A secret that wasn't given is asked of Cognito, which tells it to who
 * may describe the client. @throws {Problem}
 */
export const openAppClient = async (
  sdk: CognitoIdentityProviderClient,
  { pool, client, clientSecret }: Target,
): Promise<AppClient> => {
  if (client === undefined) {
    throw usageProblem('Which app client? Say --client, or set COGNITO_CLIENT_ID.');
  }
  const secret = clientSecret ?? (await askForSecret(sdk, pool, client));
  return new AppClient(sdk, pool.split('_')[1] ?? '', client, secret);
};

const askForSecret = async (sdk: CognitoIdentityProviderClient, pool: string, client: string) => {
  const answer = await sdk.send(
    new DescribeUserPoolClientCommand({ UserPoolId: pool, ClientId: client }),
  );
  return answer.UserPoolClient?.ClientSecret;
};
