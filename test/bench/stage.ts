import { fileURLToPath } from 'node:url';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/http-server.js';
import { apiAnswer } from './api-answer.js';
import { Broken, PATIENCE_MS, quoted, reasonOf } from './broken.js';
import { Children, type Running } from './children.js';
import type { Contestant, Settings } from './contestants/contestant.js';
import { Entry } from './entry.js';
import { apiCall } from './load/api-call.js';
import type { Exchange } from './load/connection.js';
import { Provider } from './provider.js';
import { Store } from './store.js';

const SESSION_SECRET = 'the-session-secret-of-a-benchmark-run';
/** What a contestant without sessions calls the API with: as long as an access token of Cognito. */
const FIXED_TOKEN = 'x'.repeat(1_000);
const START_PATIENCE_MS = 20_000;

interface Entrance {
  /** Another API than the stage's own. */
  readonly apiUrl?: string;
  readonly nodeOptions?: readonly string[];
  /** How long to wait until it serves. */
  readonly patienceMs?: number;
}

/** What all contestants share: somebody to sign in with, an API, a store. */
export class Stage {
  private databases = 0;

  private constructor(
    readonly children: Children,
    readonly provider: Provider,
    readonly store: Store,
    readonly apiPort: number,
    /** The core of the contestants, where this machine can pin. */
    readonly core: number | undefined,
  ) {}

  static async set(core?: number): Promise<Stage> {
    const children = new Children();
    const [provider, store] = [await Provider.start(), await Store.start(children)];
    const api = await startServer(children, new URL('./upstream.ts', import.meta.url));
    return new Stage(children, provider, store, api.port, core);
  }

  /** A call of the API itself, with nobody in between. */
  get directCall(): Exchange {
    const authorization = `Bearer ${FIXED_TOKEN}`;
    return apiCall(this.apiPort, { authorization }, apiAnswer(FIXED_TOKEN));
  }

  /**
   * Starts a contestant and waits until it can serve.
   *
   * @throws Broken where it doesn't come to that
   */
  async enter(contestant: Contestant, entrance: Entrance = {}): Promise<Entry> {
    const { apiUrl, nodeOptions, patienceMs = START_PATIENCE_MS } = entrance;
    const settings = await this.settings(apiUrl ?? `http://127.0.0.1:${this.apiPort}`);
    const { children, core } = this;
    const startedAt = performance.now();
    const running = contestant.start({ children, settings, core, nodeOptions });
    const { name, readyPath } = contestant;
    let seen = '';
    const serves = async () => {
      if (running.hasEnded) throw new Broken(`${name} ended before it served`);
      const answer = await asked(settings.origin + readyPath);
      seen = answer.seen;
      return answer.serves;
    };
    await eventually(serves, patienceMs).catch((error: unknown) => {
      if (error instanceof Broken) throw error;
      throw new Broken(`${name} did not serve within ${patienceMs / 1000} s: ${readyPath} ${seen}`);
    });
    const startMs = performance.now() - startedAt;
    const entry = new Entry(this.provider, contestant, running, settings, startMs);
    if (contestant.loginPath === undefined) entry.useToken(FIXED_TOKEN);
    return entry;
  }

  /** Ends everything that was started. */
  async strike(): Promise<void> {
    this.store.close();
    await this.children.stop();
    await this.provider.openId.stop();
  }

  private async settings(apiUrl: string): Promise<Settings> {
    const { openId } = this.provider;
    const port = await freePort();
    const origin = `http://localhost:${port}`;
    openId.register(origin);
    this.databases += 1;
    return {
      port,
      origin,
      apiUrl,
      redisUrl: this.store.url(this.databases),
      issuer: openId.issuer,
      providerOrigin: openId.origin,
      clientId: openId.clientId,
      clientSecret: openId.clientSecret,
      sessionSecret: SESSION_SECRET,
      fixedToken: FIXED_TOKEN,
    };
  }
}

/** Whether what answers there can serve, and what was seen. */
async function asked(url: string): Promise<{ serves: boolean; seen: string }> {
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const answer = await fetch(url, { redirect: 'manual', signal });
    const seen = `answered with ${answer.status} and ${quoted(await answer.text())}`;
    return { serves: answer.status < 500, seen };
  } catch (error) {
    return { serves: false, seen: `gave no answer: ${reasonOf(error)}` }; // not yet
  }
}

/** A server of the bench's own, in a process of its own, which prints its port first. */
export async function startServer(
  children: Children,
  file: URL,
): Promise<{ running: Running; port: number }> {
  const path = fileURLToPath(file);
  const running = children.spawn(process.execPath, ['--import', 'tsx', path]);
  await eventually(async () => {
    if (running.hasEnded) throw new Error(`${path} ended:\n${running.output}`);
    return running.output.includes('\n');
  });
  return { running, port: Number(running.output) };
}
