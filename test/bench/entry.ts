import { apiAnswer } from './api-answer.js';
import type { Running } from './children.js';
import type { Contestant } from './contestants/contestant.js';
import { apiCall } from './load/api-call.js';
import type { Exchange } from './load/connection.js';
import { type Usage, usageOf } from './processes.js';
import { addressOf, newPerson, type Provider } from './provider.js';
import { signIn } from './sign-in.js';

/** How many people sign in at the same time. */
const AT_ONCE = 8;

/** A contestant that runs, and the sessions that people have there. */
export class Entry {
  /** The requests of its sessions, each with the answer that is right for it. */
  readonly exchanges: Exchange[] = [];
  /** The Cookie headers of its sessions. */
  readonly cookies: string[] = [];

  constructor(
    private readonly provider: Provider,
    readonly contestant: Contestant,
    private readonly running: Running,
    readonly port: number,
    /** From its start until it could serve. */
    readonly startMs: number,
  ) {}

  get name(): string {
    return this.contestant.name;
  }

  /** Without sessions, everybody's requests are alike: they get what this token gets. */
  useToken(token: string): void {
    this.exchanges.push(apiCall(this.port, {}, apiAnswer(token)));
  }

  /** Signs in so many new people, some of them at the same time. */
  async signIn(people: number): Promise<void> {
    const { loginPath } = this.contestant;
    if (loginPath === undefined) return;
    let left = people;
    const arrivals = Array.from({ length: Math.min(people, AT_ONCE) }, async () => {
      while ((left -= 1) >= 0) {
        await this.signInSomebody(`http://localhost:${this.port}${loginPath}`);
      }
    });
    await Promise.all(arrivals);
  }

  /**
   * What its processes have used so far.
   *
   * @throws Error where it has ended: nothing that was measured of it counts
   */
  usage(): Usage | undefined {
    if (this.running.hasEnded) throw new Error(`${this.name} ended:\n${this.running.output}`);
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
    const cookie = await signIn({
      loginUrl,
      address: addressOf(person),
      consent: (url) => this.provider.consent(person, url),
    });
    this.cookies.push(cookie);
    const expected = apiAnswer(this.provider.accessTokenOf(person));
    this.exchanges.push(apiCall(this.port, { cookie }, expected));
  }
}
