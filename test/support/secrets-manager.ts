import { HttpServer } from './http-server.js';

interface Call {
  SecretId: string;
  SecretString?: string;
}

/** As much of AWS Secrets Manager as is asked for here: its JSON protocol, and its refusals by name. */
export class SecretsManager {
  readonly values = new Map<string, string>();
  private readonly server = new HttpServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const call: Call = JSON.parse(Buffer.concat(chunks).toString());
      const answer = this.answer(String(request.headers['x-amz-target']), call);
      response.writeHead('__type' in answer ? 400 : 200, {
        'content-type': 'application/x-amz-json-1.1',
      });
      response.end(JSON.stringify(answer));
    });
  });

  async start(): Promise<this> {
    await this.server.start();
    return this;
  }

  get endpoint(): string {
    return this.server.origin;
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  private answer(target: string, { SecretId, SecretString }: Call): object {
    if (target === 'secretsmanager.PutSecretValue' && SecretString !== undefined) {
      this.values.set(SecretId, SecretString);
      return { ARN: SecretId, VersionStages: ['AWSCURRENT'] };
    }
    const value = this.values.get(SecretId);
    if (target === 'secretsmanager.GetSecretValue' && value !== undefined) {
      return { ARN: SecretId, SecretString: value };
    }
    return { __type: 'ResourceNotFoundException', Message: 'Secrets Manager can’t find it.' };
  }
}
