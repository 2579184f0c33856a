import type { Logger } from 'pino';
import { LOGGER } from '../../src/telemetry/logger.js';
import { PROTECTED, protectionOf } from '../support/protection.js';
import { BrokenAnswer, type RawAnswer, RawClient } from '../support/raw-client.js';
import { World } from '../support/world.js';

/** Everything that an answer may carry. What a stranger sends must not add to it. */
const FIELDS = new Set([
  'allow',
  'cache-control',
  'connection',
  'content-length',
  'content-security-policy',
  'content-type',
  'cross-origin-opener-policy',
  'cross-origin-resource-policy',
  'date',
  'hx-redirect',
  'keep-alive',
  'location',
  'origin-agent-cluster',
  'referrer-policy',
  'retry-after',
  'set-cookie',
  'transfer-encoding',
  'vary',
  'x-content-type-options',
  'x-frame-options',
  'x-permitted-cross-domain-policies',
  'x-request-id',
]);
const OVER_HTTP = { ...PROTECTED, transport: undefined };

/** The whole product, a raw connection to it, and an eye on what it says of itself. */
export class Wire {
  private client: RawClient | undefined;
  private logged = 0;

  private constructor(readonly world: World) {
    world.app.get<Logger>(LOGGER).level = 'error'; // where each failure of ours is written
  }

  static async start(environment: Record<string, string> = {}): Promise<Wire> {
    return new Wire(await World.start(environment));
  }

  stop(): Promise<void> {
    return this.world.stop();
  }

  /**
   * Sends a request and holds its answer to what every answer must keep, whatever was asked: it comes, says
   * who may see it and nothing of who made it, leads to nowhere but here and to the provider, and isn't
   * an error of ours but those `designed`.
   *
   * @returns nothing where the connection was closed without a word
   */
  async ask(bytes: string, designed: readonly string[] = []): Promise<RawAnswer | undefined> {
    const [method = ''] = bytes.split(' ', 1);
    const answer = await this.answered(bytes, method);
    expect(this.failures().filter((code) => !designed.includes(code))).toEqual([]);
    if (!answer) return undefined;
    expect(protectionOf(answer.header)).toEqual(OVER_HTTP);
    expect(answer.fields.map(([name]) => name).filter((name) => !FIELDS.has(name))).toEqual([]);
    for (const name of ['location', 'hx-redirect']) this.expectHere(answer.header(name));
    return answer;
  }

  /** The codes of the failures that were ours since this was asked last. */
  failures(): string[] {
    const lines = this.world.log.slice(this.logged);
    this.logged = this.world.log.length;
    return lines.flatMap(({ event, msg }) => (event === undefined ? [String(msg)] : []));
  }

  /** Throws away what was recorded and logged until now. */
  forget(): void {
    this.logged = 0;
    this.world.forgetRecords();
  }

  close(): void {
    this.client?.leave();
    this.client = undefined;
  }

  /** On the connection from before, as long as that is kept: what one request leaves, the next would meet. */
  private async answered(bytes: string, method: string): Promise<RawAnswer | undefined> {
    this.client ??= await RawClient.connect(this.world.address);
    this.client.send(bytes);
    try {
      const answer = await this.client.answer(method);
      const stays = answer.header('connection') === 'keep-alive' && this.client.received === '';
      if (!stays) this.close();
      return answer;
    } catch (error) {
      this.close();
      if (error instanceof BrokenAnswer && this.world.app.getHttpServer().listening)
        return undefined;
      throw error;
    }
  }

  private expectHere(place: string | undefined): void {
    if (place === undefined) return;
    const { origin, provider } = this.world;
    expect([origin, provider.origin]).toContain(URL.parse(place, origin)?.origin);
  }
}
