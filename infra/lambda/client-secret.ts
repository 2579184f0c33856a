import {
  CognitoIdentityProviderClient,
  DescribeUserPoolClientCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';

const properties = z.object({
  UserPoolId: z.string(),
  ClientId: z.string(),
  SecretId: z.string(),
});
type Properties = z.output<typeof properties>;

interface Connections {
  cognito: CognitoIdentityProviderClient;
  secrets: SecretsManagerClient;
}

/**
 * A custom resource of CloudFormation: puts the secret that an app client was made with into Secrets
 * Manager, once. From then on Secrets Manager is where it is read and where a new one is put; whatever
 * becomes of the original one, no deploy asks for it again.
 *
 * What fails is told to CloudFormation, which would wait for an hour otherwise.
 */
export const createHandler =
  (connect: () => Connections) =>
  async (event: CloudFormationCustomResourceEvent): Promise<void> => {
    const { ResponseURL, StackId, RequestId, LogicalResourceId } = event;
    const known = 'PhysicalResourceId' in event ? event.PhysicalResourceId : undefined;
    const answer = await fill(event, connect).then(
      (id) => ({ Status: 'SUCCESS', PhysicalResourceId: id }),
      (error: unknown) => ({
        Status: 'FAILED',
        Reason: reasonOf(error).slice(0, MAX_REASON),
        PhysicalResourceId: known ?? RequestId,
      }),
    );
    await tell(ResponseURL, JSON.stringify({ StackId, RequestId, LogicalResourceId, ...answer }));
  };

/** CloudFormation takes no more than 4 KB of an answer. */
const MAX_REASON = 1_000;
const ATTEMPTS = 5;
const PAUSE_MS = 1_000;
const ATTEMPT_TIMEOUT_MS = 5_000;

const reasonOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : 'unknown';

/**
 * Puts the answer to the URL that CloudFormation gave, which is signed for no content type: one that fetch
 * would add makes S3 refuse it in some regions. An answer that never arrives holds up a deploy for an hour.
 */
async function tell(url: string, body: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const response = await fetch(url, {
        method: 'PUT',
        headers: { 'content-type': '' },
        body,
        signal: AbortSignal.timeout(ATTEMPT_TIMEOUT_MS),
      });
      if (response.ok) return;
      throw new Error(`CloudFormation was not told: ${response.status}`);
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
      await pause(PAUSE_MS);
    }
  }
}

/** @returns the id of what was filled: another client or another secret is another one. */
async function fill(
  event: CloudFormationCustomResourceEvent,
  connect: () => Connections,
): Promise<string> {
  if (event.RequestType === 'Delete') return event.PhysicalResourceId;
  const wanted = properties.parse(event.ResourceProperties);
  const id = `${wanted.ClientId}/${wanted.SecretId}`;
  if (event.RequestType === 'Update' && event.PhysicalResourceId === id) return id;
  await copy(wanted, connect());
  return id;
}

async function copy(
  { UserPoolId, ClientId, SecretId }: Properties,
  { cognito, secrets }: Connections,
): Promise<void> {
  const { UserPoolClient } = await cognito.send(
    new DescribeUserPoolClientCommand({ UserPoolId, ClientId }),
  );
  const SecretString = UserPoolClient?.ClientSecret;
  if (SecretString === undefined) {
    throw new Error('The original secret of the app client is gone: put one of its secrets there.');
  }
  await secrets.send(new PutSecretValueCommand({ SecretId, SecretString }));
}

export const handler = createHandler(() => ({
  cognito: new CognitoIdentityProviderClient(),
  secrets: new SecretsManagerClient(),
}));
