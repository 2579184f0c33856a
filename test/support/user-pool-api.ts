import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

type Input = Record<string, unknown>;
type Answer = { readonly status: number; readonly body: object };

/** Cognito's user-pool API, which does nothing and says what a test wants it to. */
export class UserPoolApi {
  /** What was asked of it, oldest first. */
  readonly calls: { readonly operation: string; readonly input: Input }[] = [];
  /** The request that changes something, as it came: what it says of who calls. */
  headers: IncomingMessage['headers'] = {};
  private readonly answers = new Map<string, Answer>();

  get operations(): string[] {
    return this.calls.map(({ operation }) => operation);
  }

  /** From now on the operation succeeds with this. */
  answer(operation: string, body: object): void {
    this.answers.set(operation, { status: 200, body });
  }

  /** From now on the operation fails with an error of this name. */
  refuse(operation: string, name: string, status = 400): void {
    const body = { __type: name, message: 'Whatever Cognito says of Secret-Passw0rd!' };
    this.answers.set(operation, { status, body });
  }

  /** All succeeds again, and nothing was asked yet. */
  reset(): void {
    this.answers.clear();
    this.calls.length = 0;
  }

  async receive(request: IncomingMessage): Promise<Answer> {
    const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
    this.headers = request.headers;
    this.calls.push({ operation, input: JSON.parse(await text(request)) });
    return this.answers.get(operation) ?? { status: 200, body: {} };
  }
}
