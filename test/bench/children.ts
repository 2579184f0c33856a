import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE_MS = 5_000;
/** Its end may be heard of a little later than that its connections are gone. */
const NEWS_MS = 200;
const LAST_LINES = 10;

type Child = ChildProcessByStdio<null, Readable, Readable>;

export interface Spawning {
  /** The core that it may use, where this machine can pin. Without one it inherits this process's. */
  readonly core?: number | undefined;
  readonly environment?: Readonly<Record<string, string>>;
  readonly argv0?: string;
}

/** A process of the bench: what it said, and its end. */
export class Running {
  /** What it printed, to stdout and to stderr. */
  output = '';
  private toldToEnd = false;

  constructor(private readonly child: Child) {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.output = (this.output + text).slice(-20_000);
      });
    }
    child.once('error', (error) => {
      this.output += String(error);
    });
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error(`It could not be started: ${this.output}`);
    return this.child.pid;
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  get endedByItself(): boolean {
    return this.hasEnded && !this.toldToEnd;
  }

  /** The last lines that it printed. */
  get lastWords(): string {
    return this.output.trimEnd().split('\n').slice(-LAST_LINES).join('\n');
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async stop(): Promise<void> {
    if (this.hasEnded) return;
    this.toldToEnd = true;
    const ended = once(this.child, 'exit');
    const timer = setTimeout(() => this.kill(), PATIENCE_MS);
    this.child.kill('SIGTERM');
    await ended;
    clearTimeout(timer);
  }

  /** At once, with the processes that it started itself. */
  kill(): void {
    if (this.child.pid === undefined || this.hasEnded) return;
    process.kill(-this.child.pid, 'SIGKILL');
  }
}

/** Every process that the bench started. None outlives it, however it ends. */
export class Children {
  private readonly running: Running[] = [];
  private readonly folders: string[] = [];

  constructor() {
    process.once('exit', () => this.kill());
  }

  spawn(program: string, args: readonly string[], options: Spawning = {}): Running {
    const { core, environment = {}, argv0 } = options;
    const [file, rest] =
      core === undefined
        ? [program, args]
        : ['taskset', ['--cpu-list', String(core), program, ...args]];
    const child = spawn(file, rest, {
      detached: true, // a process group of its own, so that it ends with all that it started
      env: { PATH: ownPath(), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(argv0 !== undefined && { argv0 }),
    });
    const running = new Running(child);
    this.running.push(running);
    return running;
  }

  /** A folder for the files of a process: it goes when the processes go. */
  folder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'bench-'));
    this.folders.push(folder);
    return folder;
  }

  /** What those said last who ended, and weren't told to. */
  async lastWords(): Promise<string[]> {
    await sleep(NEWS_MS);
    return this.running.filter((one) => one.endedByItself).map(({ lastWords }) => lastWords);
  }

  async stop(): Promise<void> {
    await Promise.all(this.running.map((child) => child.stop()));
    this.clearAway();
  }

  private kill(): void {
    for (const child of this.running) child.kill();
    this.clearAway();
  }

  private clearAway(): void {
    for (const folder of this.folders) rmSync(folder, { recursive: true, force: true });
  }
}

// oxlint-disable-next-line node/no-process-env -- where programs are found is the machine's to say
const ownPath = () => process.env['PATH'] ?? '';
