import { spawnSync } from 'node:child_process';
import {
  cpSync,
  globSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** What is made from the rest, or stays on one machine. */
const LEFT_OUT = new Set(['node_modules', '.git', '.local', 'dist', 'cdk.out', 'screenshots']);
/** What is large, and only read: a link leads there. */
const SHARED = ['node_modules', 'docs/screenshots'];
const { scripts }: { scripts: Record<string, string> } = createRequire(import.meta.url)(
  join(ROOT, 'package.json'),
);

/** A copy of this project, to be changed as a document says. */
export class Copy {
  /** @param folder where there is one already */
  constructor(readonly folder = copied()) {}

  read(file: string): string {
    return readFileSync(join(this.folder, file), 'utf8');
  }

  write(file: string, content: string): void {
    writeFileSync(join(this.folder, file), content);
  }

  /** The file's name stands in its first line, behind two slashes. */
  add(content: string): void {
    const [, name = ''] = /^\/\/ (\S+)\n/.exec(content) ?? [];
    this.write(name, content);
  }

  /**
   * Does what a diff says: `--- FILE`, lines that go, and those that come in their place. `@@` parts one change from
   * the next. What comes in no line's place comes first of all.
   */
  change(diff: string): void {
    for (const [, name = '', changes = ''] of diff.matchAll(/^--- (\S+)\n((?:(?!--- ).*\n)*)/gm)) {
      const source = changes.split('@@\n').reduce((text, change) => {
        for (const [, gone = '', come = ''] of change.matchAll(/((?:^-.*\n)*)((?:^\+.*\n)*)/gm)) {
          const [before, after] = [gone, come].map((lines) => lines.replaceAll(/^[-+]/gm, ''));
          if (!text.includes(before ?? '')) throw new Error(`${name} doesn’t have:\n${before}`);
          text = text.replace(before ?? '', () => after ?? '');
        }
        return text;
      }, this.read(name));
      this.write(name, source);
    }
  }

  remove(...files: string[]): void {
    for (const file of files) rmSync(join(this.folder, file), { recursive: true });
  }

  /** @returns which of its sources say something like this */
  filesThat(say: RegExp): string[] {
    return globSync('{api,examples,infra,local,src,test,views}/**/*.{ts,tsx}', {
      cwd: this.folder,
    })
      .filter((file) => say.test(this.read(file)))
      .toSorted();
  }

  /** @returns what the compiler has against it */
  checkTypes(project = 'tsconfig.build.json'): string {
    return this.run('typescript/bin/tsc', '--noEmit', '-p', project);
  }

  /** @returns the file to start */
  build(): string {
    const complaint = this.run('tsx/dist/cli.mjs', 'bin/build.ts');
    if (complaint !== '') throw new Error(complaint);
    return join(this.folder, 'dist/src/main.js');
  }

  /** Runs its own specs. @returns what they say where one fails */
  test(...specs: string[]): string {
    return this.run('--experimental-vm-modules', 'jest/bin/jest.js', '--runInBand', ...specs);
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

  /** @returns what it says where it fails */
  private run(...command: string[]): string {
    const program = command.findIndex((part) => !part.startsWith('-'));
    const file = join('node_modules', command[program] ?? '');
    const { status, stdout, stderr } = spawnSync(process.execPath, command.with(program, file), {
      cwd: this.folder,
      encoding: 'utf8',
    });
    return status === 0 ? '' : stdout + stderr;
  }
}

function copied(): string {
  const folder = mkdtempSync(join(tmpdir(), 'yours-'));
  cpSync(ROOT, folder, {
    recursive: true,
    filter: (path) => !LEFT_OUT.has(basename(path)),
  });
  for (const path of SHARED) symlinkSync(join(ROOT, path), join(folder, path));
  return folder;
}
