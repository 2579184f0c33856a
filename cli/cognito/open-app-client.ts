import {
  DescribeUserPoolClientCommand,
  type CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { usageProblem } from '../problem.js';
import type { Target } from '../destination/target.js';
import { StoredSecret } from './stored-secret.js';
import { AppClient } from './app-client.js';

/**
 * The target's app client. A secret that wasn't given is read where the stage keeps it. Where it keeps
 * none, Cognito is asked, which tells the one that the client was made with as long as that is good.
 * @throws {Problem}
 */
export async function openAppClient(
  sdk: CognitoIdentityProviderClient,
  { pool, region, client, clientSecret, secretId }: Target,
): Promise<AppClient> {
  if (client === undefined) {
    throw usageProblem('Which app client? Say --client, or set COGNITO_CLIENT_ID.');
  }
  const stored = secretId === undefined ? undefined : new StoredSecret(secretId, region);
  const secret = clientSecret ?? (await stored?.read()) ?? (await askForSecret(sdk, pool, client));
  return new AppClient(sdk, pool.split('_')[1] ?? '', client, secret);
}

async function askForSecret(sdk: CognitoIdentityProviderClient, pool: string, client: string) {
  const answer = await sdk.send(
    new DescribeUserPoolClientCommand({ UserPoolId: pool, ClientId: client }),
  );
  return answer.UserPoolClient?.ClientSecret;
}
