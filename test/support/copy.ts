import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** What is made from the rest, or stays on one machine. */
const LEFT_OUT = new Set(['node_modules', '.git', '.local', 'dist', 'cdk.out', 'screenshots']);
const { scripts }: { scripts: Record<string, string> } = createRequire(import.meta.url)(
  join(ROOT, 'package.json'),
);

/** A copy of this project, to be changed as a document says. */
export class Copy {
  readonly folder = mkdtempSync(join(tmpdir(), 'yours-'));

  constructor() {
    cpSync(ROOT, this.folder, {
      recursive: true,
      filter: (path) => !LEFT_OUT.has(basename(path)),
    });
    symlinkSync(join(ROOT, 'node_modules'), join(this.folder, 'node_modules'));
  }

  read(file: string): string {
    return readFileSync(join(this.folder, file), 'utf8');
  }

  /** The file's name stands in its first line, behind two slashes. */
  add(content: string): void {
    const [, name = ''] = /^\/\/ (\S+)\n/.exec(content) ?? [];
    writeFileSync(join(this.folder, name), content);
  }

  /**
   * Does what a diff says: `--- FILE`, lines that go, and the lines that come in place of the one before them.
   * Those with none before them come first of all.
   */
  change(diff: string): void {
    for (const [, name = '', lines = ''] of diff.matchAll(/^--- (\S+)\n((?:(?!--- ).*\n)*)/gm)) {
      let source = this.read(name);
      for (const [, gone, come = ''] of lines.matchAll(/(?:^-(.*)\n)?((?:^\+.*\n)*)/gm)) {
        const here = come.replaceAll(/^\+/gm, '');
        if (gone === undefined) source = here + source;
        else if (!source.includes(`${gone}\n`)) throw new Error(`${name} has no line: ${gone}`);
        else source = source.replace(`${gone}\n`, () => here);
      }
      writeFileSync(join(this.folder, name), source);
    }
  }

  remove(...files: string[]): void {
    for (const file of files) rmSync(join(this.folder, file), { recursive: true });
  }

  /** Says what the compiler has against it by an error. */
  checkTypes(project = 'tsconfig.build.json'): void {
    this.run('typescript/bin/tsc', '--noEmit', '-p', project);
  }

  /** @returns the file to start */
  build(): string {
    this.run('@nestjs/cli/bin/nest.js', 'build');
    return join(this.folder, 'dist/src/main.js');
  }

  /** Runs its own specs. One that fails is an error, with what it says. */
  test(...specs: string[]): void {
    this.run('--experimental-vm-modules', 'jest/bin/jest.js', '--runInBand', ...specs);
  }

  /** An npm script of it that is a program of Node alone. */
  script(name: string, ...args: string[]): { status: number | null; said: string } {
    const [, program = ''] = /^node (\S+)$/.exec(scripts[name] ?? '') ?? [];
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
      cwd: this.folder,
      encoding: 'utf8',
    });
    return { status, said: stdout + stderr };
  }

  delete(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private run(...command: string[]): void {
    const program = command.findIndex((part) => !part.startsWith('-'));
    const file = join('node_modules', command[program] ?? '');
    const { status, stdout, stderr } = spawnSync(process.execPath, command.with(program, file), {
      cwd: this.folder,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`${dirname(file)}: ${stdout}${stderr}`);
  }
}
