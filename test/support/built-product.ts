import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { compileCache } from './compile-cache.js';

const MAIN = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));

/** The product as it is deployed: what the build made, in a process of its own, told by its environment alone. */
export class BuiltProduct {
  /** The lines it has printed so far, to stdout and to stderr. */
  readonly lines: string[] = [];
  private readonly process: ChildProcessByStdio<null, Readable, Readable>;
  private readonly exited: Promise<number | null>;

  constructor(environment: Record<string, string>, main = MAIN) {
    if (!existsSync(main)) throw new Error('dist/ is missing: `npm run build` first');
    this.process = spawn(process.execPath, [main], {
      env: { ...compileCache, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const outputs = [this.process.stdout, this.process.stderr].map(async (stream) => {
      for await (const line of createInterface({ input: stream })) this.lines.push(line);
    });
    this.exited = once(this.process, 'exit').then(async () => {
      await Promise.all(outputs);
      return this.process.exitCode;
    });
  }

  get pid(): number {
    if (this.process.pid === undefined) throw new Error('It could not be started');
    return this.process.pid;
  }
  get output(): string {
    return this.lines.join('\n');
  }

  /** Waits until this address answers, whatever it says. */
  async answers(url: string): Promise<void> {
    for (let attempt = 0; attempt < 200; attempt += 1) {
      if (this.process.exitCode !== null) throw new Error(`It exited:\n${this.output}`);
      const answered = await fetch(url).then(
        () => true,
        () => false,
      );
      if (answered) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`${url} did not answer within 10 s:\n${this.output}`);
  }

  /** The exit code, once it has ended by itself. */
  async exit(): Promise<number | null> {
    return this.exited;
  }

  /** Asks it to end, as an orchestrator does. @returns its exit code, null where it was killed */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<number | null> {
    this.process.kill(signal);
    return this.exited;
  }
}
