import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { HttpServer } from '../support/http-server.js';

type Input = Record<string, unknown>;

/** What Cognito answers to one operation: a value, or a refusal by name and message, or any text. */
export type Scripted =
  { answer: unknown } | { refusal: string; message: string } | { status: number; text: string };

/** A Cognito that answers as a test wants it to, and remembers what it was asked. */
export class ScriptedCognito {
  readonly calls: [operation: string, input: Input][] = [];
  private readonly server: HttpServer;

  constructor(script: (operation: string, input: Input) => Scripted) {
    this.server = new HttpServer((request, response) => {
      void this.receive(request).then(([operation, input]) => {
        const scripted = script(operation, input);
        if ('text' in scripted) return response.writeHead(scripted.status).end(scripted.text);
        const refusal = 'refusal' in scripted && {
          __type: scripted.refusal,
          message: scripted.message,
        };
        const body = refusal || ('answer' in scripted ? scripted.answer : {});
        response.writeHead(refusal ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' });
        return response.end(JSON.stringify(body));
      });
    });
  }

  get options(): string[] {
    return ['--local', `--endpoint=${this.server.origin}`];
  }

  get operations(): string[] {
    return this.calls.map(([operation]) => operation);
  }

  async start(): Promise<this> {
    await this.server.start();
    return this;
  }

  async stop(): Promise<void> {
    await this.server.stop();
  }

  private async receive(request: IncomingMessage): Promise<[string, Input]> {
    const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
    const input: Input = JSON.parse(await text(request));
    this.calls.push([operation, input]);
    return [operation, input];
  }
}
