import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { within } from '../../src/http/within.js';
import { eventually } from './eventually.js';
import { findInstalled } from './installed.js';

const PROGRAMS = ['firefox-esr', 'firefox'];
/** Debian's Firefox is old, and this machine may be busy. */
const START_MS = 60_000;
const PATIENCE_MS = 20_000;
/** A page that is being left may take an answer with it. */
const ANSWER_MS = 10_000;

/** The Firefox that this machine has, if any. */
export const installedFirefox = (): string | undefined =>
  findInstalled({ programs: PROGRAMS, debianPackage: 'firefox-esr' });

/**
 * It can reach this machine and nothing else: what isn't for localhost goes to a proxy that isn't there.
 * Firefox turns most of what it does by itself off where it is remote-controlled.
 */
const PREFERENCES = {
  'network.proxy.type': 1,
  'network.proxy.http': '127.0.0.1',
  'network.proxy.http_port': 9,
  'network.proxy.ssl': '127.0.0.1',
  'network.proxy.ssl_port': 9,
  'network.proxy.no_proxies_on': 'localhost, 127.0.0.1',
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'app.update.auto': false,
};

const answerSchema = z.object({
  id: z.number(),
  type: z.enum(['success', 'error']),
  result: z.unknown(),
  message: z.string().optional(),
});
type Answer = z.infer<typeof answerSchema>;
const valueSchema = z.object({ result: z.object({ value: z.unknown() }) });
const treeSchema = z.object({ contexts: z.array(z.object({ context: z.string() })).min(1) });

/**
 * A tab of an installed Firefox, driven by WebDriver BiDi (https://w3c.github.io/webdriver-bidi). Each verb
 * waits for the page to be there with what it is about.
 */
export class Firefox {
  private readonly waiting = new Map<number, (answer: Answer) => void>();
  private sent = 0;
  private context = '';

  private constructor(
    private readonly process: ChildProcess,
    private readonly profile: string,
    private readonly socket: WebSocket,
  ) {
    socket.addEventListener('message', ({ data }) => {
      const answer = answerSchema.safeParse(JSON.parse(String(data))).data;
      if (answer) this.waiting.get(answer.id)?.(answer); // an event has no id
    });
  }

  static async start(program: string): Promise<Firefox> {
    const profile = await mkdtemp(join(tmpdir(), 'firefox-'));
    const lines = Object.entries(PREFERENCES).map(
      ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
    );
    await writeFile(join(profile, 'user.js'), lines.join('\n'));
    const options = ['--headless', '--no-remote', '--profile', profile];
    const child = spawn(program, [...options, '--remote-debugging-port', '0'], {
      // oxlint-disable-next-line node/no-process-env -- it keeps something in the home folder, whatever its profile
      env: { ...process.env, HOME: profile },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    try {
      return await Firefox.connect(child, profile);
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    }
  }

  private static async connect(child: ChildProcess, profile: string): Promise<Firefox> {
    const socket = new WebSocket(`${await addressIn(child)}/session`);
    await once(socket, 'open');
    const firefox = new Firefox(child, profile, socket);
    await firefox.send('session.new', { capabilities: {} });
    const tree = await firefox.send('browsingContext.getTree', {});
    firefox.context = treeSchema.parse(tree).contexts[0]?.context ?? '';
    return firefox;
  }

  async open(url: string): Promise<void> {
    await this.send('browsingContext.navigate', { context: this.context, url, wait: 'complete' });
  }

  /** Presses the first link or button of this name. */
  async press(kind: 'link' | 'button', name: string): Promise<void> {
    const selector = kind === 'link' ? 'a[href]' : 'button';
    await this.waitFor(`(() => {
      const elements = [...document.querySelectorAll(${JSON.stringify(selector)})];
      const found = elements.find(({ textContent }) => textContent.trim() === ${JSON.stringify(name)});
      if (found) setTimeout(() => found.click()); // once this is answered: the page may be left by it
      return found !== undefined;
    })()`);
  }

  async fill(name: string, text: string): Promise<void> {
    await this.waitFor(`(() => {
      const field = document.querySelector(${JSON.stringify(`[name=${name}]`)});
      if (field) field.value = ${JSON.stringify(text)};
      return field !== null;
    })()`);
  }

  /** What stands in the first element of this selector. */
  async textOf(selector: string): Promise<string> {
    const element = `document.querySelector(${JSON.stringify(selector)})`;
    await this.waitFor(`${element} !== null`);
    return String(await this.evaluate(`${element}.textContent`));
  }

  /** Waits until the expression is true of a page that has been loaded, whichever that is by then. */
  async waitFor(expression: string): Promise<void> {
    const isTrue = `document.readyState === 'complete' && (${expression})`;
    await eventually(async () => {
      const value = await this.evaluate(isTrue).catch(() => undefined); // a page is being left
      return value === true;
    }, PATIENCE_MS);
  }

  async evaluate(expression: string): Promise<unknown> {
    const target = { context: this.context };
    const answer = await this.send('script.evaluate', { expression, target, awaitPromise: false });
    return valueSchema.safeParse(answer).data?.result.value;
  }

  async stop(): Promise<void> {
    const ended = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await ended;
    this.socket.close();
    await rm(this.profile, { recursive: true, force: true });
  }

  private async send(method: string, params: object): Promise<unknown> {
    const id = (this.sent += 1);
    const { promise, resolve } = Promise.withResolvers<Answer | undefined>();
    this.waiting.set(id, resolve);
    this.socket.send(JSON.stringify({ id, method, params }));
    const answer = await within(ANSWER_MS, promise, undefined);
    this.waiting.delete(id);
    if (answer?.type !== 'success') {
      throw new Error(`Firefox doesn’t do ${method}: ${answer?.message ?? 'it says nothing'}`);
    }
    return answer.result;
  }
}

/** Where it listens, which it says itself. */
async function addressIn(child: ChildProcess): Promise<string> {
  let said = '';
  child.stderr?.on('data', (chunk) => (said += String(chunk)));
  await eventually(async () => {
    if (child.exitCode !== null) throw new Error(`Firefox ended: ${said}`);
    return / listening on (ws:\S+)/.test(said);
  }, START_MS);
  return / listening on (ws:\S+)/.exec(said)?.[1] ?? '';
}
