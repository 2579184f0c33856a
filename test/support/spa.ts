import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { eventually } from './eventually.js';
import { SPA } from './installed.js';

const EXAMPLE = fileURLToPath(new URL(`../../${SPA}`, import.meta.url));
/** A dev server and a first build compile everything, on a machine that may have much else to do. */
const PATIENCE_MS = 30_000;

/** A copy of `examples/spa`, to be built or served by Vite, with the packages that the example has installed. */
export class Spa {
  readonly folder = mkdtempSync(join(tmpdir(), 'spa-'));
  private server: ChildProcess | undefined;

  constructor() {
    const packages = join(EXAMPLE, 'node_modules');
    cpSync(EXAMPLE, this.folder, { recursive: true, filter: (path) => path !== packages });
    symlinkSync(packages, join(this.folder, 'node_modules'));
  }

  /** By its own script, which checks its types too. @returns the folder with what was built */
  async build(): Promise<string> {
    await promisify(execFile)('npm', ['run', 'build'], { cwd: this.folder });
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
    const args = ['node_modules/vite/bin/vite.js', '--port', String(port)];
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
