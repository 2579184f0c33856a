import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { eventually } from './eventually.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const VITE = join(ROOT, 'node_modules/vite/bin/vite.js');
/** A dev server and a first build compile everything, on a machine that may have much else to do. */
const PATIENCE_MS = 30_000;

/** A copy of `examples/spa`, to be built or served by Vite. */
export class Spa {
  readonly folder = mkdtempSync(join(tmpdir(), 'spa-'));
  private server: ChildProcess | undefined;

  constructor() {
    cpSync(join(ROOT, 'examples/spa'), this.folder, { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(this.folder, 'node_modules'));
  }

  /** @returns the folder with what was built */
  async build(): Promise<string> {
    await promisify(execFile)(process.execPath, [VITE, 'build'], { cwd: this.folder });
    return join(this.folder, 'dist');
  }

  change(file: string, from: string, to: string): void {
    const path = join(this.folder, file);
    const content = readFileSync(path, 'utf8');
    if (!content.includes(from)) throw new Error(`${file} has no ${from}`);
    writeFileSync(path, content.replace(from, to));
  }

  /** Vite's dev server, once it answers. */
  async serve(port: number): Promise<void> {
    const args = [VITE, '--port', String(port)];
    const options = { cwd: this.folder, stdio: 'ignore' } as const;
    this.server = spawn(process.execPath, args, options);
    const isThere = () =>
      fetch(`http://localhost:${port}/src/main.ts`).then(
        ({ ok }) => ok,
        () => false,
      );
    await eventually(isThere, PATIENCE_MS);
  }

  async remove(): Promise<void> {
    if (this.server?.exitCode === null) {
      this.server.kill();
      await once(this.server, 'exit');
    }
    rmSync(this.folder, { recursive: true });
  }
}
