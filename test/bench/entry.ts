import { apiAnswer } from './api-answer.js';
import { Broken, reasonOf } from './broken.js';
import type { Running } from './children.js';
import type { Contestant, Settings } from './contestants/contestant.js';
import { apiCall } from './load/api-call.js';
import { closedLoad } from './load/closed.js';
import type { Exchange } from './load/connection.js';
import type { Goal } from './load/goal.js';
import { type Usage, usageOf } from './processes.js';
import { addressOf, newPerson, type Provider } from './provider.js';
import { signIn } from './sign-in.js';

/** How many people sign in at the same time. */
const AT_ONCE = 8;

/** A contestant that runs, and the sessions that people have there. */
export class Entry implements Goal {
  /** The requests of its sessions, each with the answer that is right for it. */
  readonly exchanges: Exchange[] = [];
  /** The Cookie headers of its sessions. */
  readonly cookies: string[] = [];

  constructor(
    private readonly provider: Provider,
    readonly contestant: Contestant,
    private readonly running: Running,
    private readonly settings: Settings,
    /** From its start until it could serve. */
    readonly startMs: number,
  ) {}

  get name(): string {
    return this.contestant.name;
  }

  get port(): number {
    return this.settings.port;
  }

  /** The number of its database in the store. */
  get database(): number {
    return Number(new URL(this.settings.redisUrl).pathname.slice(1));
  }

  /** Without sessions, everybody's requests are alike: they get what this token gets. */
  useToken(token: string): void {
    this.exchanges.push(apiCall(this.port, {}, apiAnswer(token)));
  }

  /**
   * Signs in so many new people, some of them at the same time. The very first calls the API before the
   * others come: where that fails, ten thousand others would have come for nothing.
   *
   * @throws Broken where one of them can't sign in
   */
  async signIn(people: number): Promise<void> {
    const { loginPath } = this.contestant;
    if (loginPath === undefined) return;
    const loginUrl = `http://localhost:${this.port}${loginPath}`;
    let left = people;
    if (this.exchanges.length === 0) {
      left -= 1;
      await this.signInSomebody(loginUrl);
      await closedLoad(this, { connections: 1, goesOn: (sent) => sent < 1 });
    }
    const arrivals = Array.from({ length: Math.min(left, AT_ONCE) }, async () => {
      while ((left -= 1) >= 0) await this.signInSomebody(loginUrl);
    });
    await Promise.all(arrivals);
  }

  /**
   * What its processes have used so far.
   *
   * @throws Broken where it has ended
   */
  usage(): Usage | undefined {
    if (this.running.hasEnded) throw new Broken(`${this.name} has ended`);
    return usageOf(this.running.pid);
  }

  signal(signal: NodeJS.Signals): void {
    this.running.signal(signal);
  }

  async stop(): Promise<void> {
    await this.running.stop();
  }

  private async signInSomebody(loginUrl: string): Promise<void> {
    const person = newPerson();
    try {
      const cookie = await signIn({
        loginUrl,
        address: addressOf(person),
        consent: (url) => this.provider.consent(person, url),
      });
      this.cookies.push(cookie);
      const expected = apiAnswer(this.provider.accessTokenOf(person));
      this.exchanges.push(apiCall(this.port, { cookie }, expected));
    } catch (error) {
      throw new Broken(`${this.name} ${reasonOf(error)}`, { cause: error });
    }
  }
}
