import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';

/**
 * A secret in AWS Secrets Manager: where the stacks keep the one of the app client. Cognito itself tells
 * it no more once it has been rotated.
 */
export class StoredSecret {
  private readonly sdk: SecretsManagerClient;

  /** @param id its ARN or name; in another region than the pool's, its ARN */
  constructor(
    readonly id: string,
    region: string,
  ) {
    this.sdk = new SecretsManagerClient({
      region: /^arn:[^:]+:secretsmanager:(?<region>[^:]+):/u.exec(id)?.groups?.['region'] ?? region,
      requestHandler: {
        connectionTimeout: 5000,
        requestTimeout: 10_000,
        throwOnRequestTimeout: true,
      },
    });
  }

  async read(): Promise<string | undefined> {
    const { SecretString } = await this.sdk.send(new GetSecretValueCommand({ SecretId: this.id }));
    return SecretString;
  }

  async write(SecretString: string): Promise<void> {
    await this.sdk.send(new PutSecretValueCommand({ SecretId: this.id, SecretString }));
  }
}
