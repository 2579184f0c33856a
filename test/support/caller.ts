import type { Account } from './cognito-shapes.js';
import { type RawAnswer, RawClient } from './raw-client.js';
import type { TestBrowser } from './test-browser.js';
import type { World } from './world.js';

/** Somebody who is signed in, and speaks HTTP byte by byte. */
export class Caller {
  private constructor(
    private readonly world: World,
    readonly browser: TestBrowser,
  ) {}

  static async signIn(world: World, person?: Account): Promise<Caller> {
    if (person) world.provider.person = person;
    const browser = world.browser();
    await browser.signIn();
    return new Caller(world, browser);
  }

  /** The lines of a head that say who calls, and from a page of ours. */
  get identity(): string[] {
    const { name, value } = this.browser.sessionCookie() ?? {};
    return ['Host: localhost', `Cookie: ${name}=${value}`, 'Sec-Fetch-Site: same-origin'];
  }

  /** A request of theirs: the line that it starts with, HTTP/1.1 where it doesn't say, more fields, a body. */
  request(line: string, fields: readonly string[] = [], body = ''): string {
    const startLine = / HTTP\/\S+$/.test(line) ? line : `${line} HTTP/1.1`;
    return [startLine, ...this.identity, ...fields, '', body].join('\r\n');
  }

  async connect(): Promise<RawClient> {
    return RawClient.connect(this.world.origin);
  }

  /** One request on a connection of its own. */
  async call(line: string, fields: readonly string[] = [], body = ''): Promise<RawAnswer> {
    const client = await this.connect();
    client.send(this.request(line, fields, body));
    const answer = await client.answer(line.split(' ', 1)[0]);
    client.leave();
    return answer;
  }
}
