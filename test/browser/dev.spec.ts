import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchChromium } from '../support/chromium.js';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/http-server.js';
import { Person } from '../support/person.js';
import { Visitor } from '../support/visitor.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PARTS = [
  'src',
  'views',
  'api',
  'local',
  'bin',
  'infra/lambda',
  'dist',
  'package.json',
  'tsconfig.json',
  '.swcrc',
];
/** A restart takes a second, and on a machine that has much else to do several. */
const PATIENCE_MS = 60_000;
const INSPECTING = /Debugger listening on (ws:\/\/127\.0\.0\.1:\d+)/g;

/** `npm run dev` on a copy of the project. */
class Development {
  readonly folder = mkdtempSync(join(tmpdir(), 'development-'));
  output = '';
  private process: ChildProcess | undefined;

  private constructor(
    readonly origin: string,
    private readonly cognito: string,
  ) {
    for (const part of PARTS) {
      cpSync(join(ROOT, part), join(this.folder, part), { recursive: true });
    }
    symlinkSync(join(ROOT, 'node_modules'), join(this.folder, 'node_modules'));
  }

  static async start(): Promise<Development> {
    const [port, metrics, cognito, gateway, files] = await Promise.all(
      Array.from({ length: 5 }, () => freePort()),
    );
    const development = new Development(`http://localhost:${port}`, `http://localhost:${cognito}`);
    development.begin({
      PORT: String(port),
      METRICS_PORT: String(metrics),
      LOCAL_COGNITO_PORT: String(cognito),
      LOCAL_GATEWAY_PORT: String(gateway),
      LOCAL_FILES_PORT: String(files),
      TMPDIR: mkdtempSync(join(development.folder, 'tmp-')),
    });
    await development.says('stop with Ctrl-C');
    return development;
  }

  async says(text: string): Promise<void> {
    try {
      await eventually(() => Promise.resolve(this.output.includes(text)), PATIENCE_MS);
    } catch (cause) {
      throw new Error(`It never said “${text}”, but:\n${this.output}`, { cause });
    }
  }

  change(file: string, from: string, to: string): void {
    const path = join(this.folder, file);
    const content = readFileSync(path, 'utf8');
    if (!content.includes(from)) throw new Error(`${file} has no ${from}`);
    // As editors and git do: a new file takes the place of the old one.
    writeFileSync(`${path}~`, content.replace(from, to));
    renameSync(`${path}~`, path);
  }

  /** As `Person` asks for it. */
  async mailedCode(email: string): Promise<string> {
    const mails: { to: string; code: string }[] = await (
      await fetch(`${this.cognito}/_local/mails`)
    ).json();
    return mails.find(({ to }) => to === email)?.code ?? '';
  }

  /** Ctrl-C. @returns its exit code */
  async interrupt(): Promise<number | null> {
    const { process } = this;
    if (!process) return null;
    const exited = once(process, 'exit');
    process.kill('SIGINT');
    await exited;
    return process.exitCode;
  }

  async remove(): Promise<void> {
    if (this.process?.exitCode === null) await this.interrupt();
    rmSync(this.folder, { recursive: true });
  }

  private begin(env: Record<string, string>): void {
    const args = ['--import', 'tsx', 'local/dev.ts', '--inspect=0'];
    this.process = spawn(process.execPath, args, { cwd: this.folder, env });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream?.on('data', (data) => (this.output += String(data)));
    }
  }
}

it(
  'who works on the product sees each change, and stays signed in',
  async () => {
    const [development, browser] = await Promise.all([Development.start(), launchChromium()]);
    try {
      const { page, ...visitor } = await Visitor.arrive(browser);
      const person = new Person(development);
      await person.signUp(page);
      const who = () => page.locator('#signed-in-user').textContent();
      expect(await who()).toBe(person.email);
      const shows = async (text: string) => {
        const isThere = async () => {
          const answer = await page.goto(development.origin).catch(() => undefined);
          return ((await answer?.text()) ?? '').includes(text);
        };
        await eventually(isThere, PATIENCE_MS);
        expect(await who()).toBe(person.email);
      };
      // A page, a style sheet, a class of the server: each is compiled or copied by itself.
      const before = development.output.length;
      development.change('views/layout.tsx', '<html', '<html data-changed="once"');
      await shows('data-changed="once"');
      expect(development.output.slice(before)).toMatch(/Restarted in \d+ ms: views\/layout\.tsx\n/);
      const style = async () => /\/assets\/style\.[\w-]+\.css/.exec(await page.content())?.[0];
      const old = await style();
      development.change('views/styles/base.css', ':root', ':root, .changed');
      await development.says('views/styles/base.css');
      await shows('data-changed="once"');
      expect(await style()).not.toBe(old);

      // What doesn't compile is shown, with its place, and what ran before runs on.
      development.change('views/layout.tsx', 'data-changed="once"', 'data-changed="twice');
      await development.says('What ran before runs on');
      expect(development.output).toMatch(/\/views\/layout\.tsx:\d+:\d+\]/);
      expect(development.output).not.toContain('backtrace');
      await shows('data-changed="once"');
      development.change('views/layout.tsx', 'data-changed="twice', 'data-changed="twice"');
      await shows('data-changed="twice"');

      // What compiles and doesn't start is started again, once it is mended.
      development.change('src/main.ts', "import 'reflect-metadata';", 'throw new Error("broken");');
      await development.says('It is started again at the next change');
      expect(development.output).toContain('main.ts'); // by its source map
      development.change('src/main.ts', 'throw new Error("broken");', "import 'reflect-metadata';");
      await shows('data-changed="twice"');

      // Each BFF could be stopped at a breakpoint.
      expect([...development.output.matchAll(INSPECTING)].length).toBeGreaterThanOrEqual(5);
      expect(await development.interrupt()).toBe(0);
      await expect(fetch(development.origin)).rejects.toThrow('fetch failed');
      await visitor.context.close();
    } finally {
      await browser.close();
      await development.remove();
    }
  },
  5 * PATIENCE_MS,
);
