import { eventually } from '../support/eventually.js';
import { Fleet } from '../support/fleet.js';
import type { Gate } from '../support/gate.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { TestBrowser } from '../support/test-browser.js';

/** Both serve one address, behind a load balancer that ends TLS. */
const PUBLIC_URL = 'https://app.example';

/** Two processes over one store, of which the first is killed in the middle of what it does. */
export class Pair {
  /** Where the load balancer sends people. */
  private readonly route = { [PUBLIC_URL]: '' };

  private constructor(
    readonly fleet: Fleet,
    /** The first process's way to the store. */
    readonly network: TcpProxy,
  ) {}

  static async start(): Promise<Pair> {
    const fleet = await Fleet.start(2, { PUBLIC_URL });
    return new Pair(fleet, await TcpProxy.start(fleet.store.address));
  }

  /** The first process runs, and is the one that people meet. */
  async restore(): Promise<void> {
    const { fleet, network } = this;
    await fleet.member(0).product.stop('SIGKILL');
    await fleet.replace(0, { REDIS_URL: network.url });
    const { origin } = fleet.member(0);
    await eventually(async () => (await fetch(`${origin}/health/ready`)).status === 200);
    this.lead(0);
  }

  /** Somebody new, who meets whichever process is alive. */
  browser(): TestBrowser {
    return new TestBrowser(PUBLIC_URL, this.route);
  }

  /** The same person in the same browser, met by the second process. */
  twinOf(browser: TestBrowser): TestBrowser {
    const twin = new TestBrowser(PUBLIC_URL, { [PUBLIC_URL]: this.fleet.member(1).origin });
    for (const { name, value } of browser.cookies.all()) {
      twin.cookies.keep(`${name}=${value}; Path=/; Secure`, new URL(PUBLIC_URL));
    }
    return twin;
  }

  /**
   * Kills the first process as soon as it stands there; from then on people meet the second. What was held is never
   * let go: it died with the process.
   */
  async killAt(step: Gate): Promise<void> {
    await step.reached;
    await this.fleet.member(0).product.stop('SIGKILL');
    this.lead(1);
  }

  async stop(): Promise<void> {
    await this.fleet.stop();
    await this.network.cut();
  }

  private lead(index: number): void {
    this.route[PUBLIC_URL] = this.fleet.member(index).origin;
  }
}
