import { existsSync, type FSWatcher, rmSync, watch } from 'node:fs';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { transformFile } from '@swc/core';

/** As in `nest-cli.json`, which builds all of it. */
const FOLDERS = ['src', 'views', 'api'];
const COMPILED = /\.tsx?$/;
const COPIED = /\.(?:css|js|svg)$/;
const SPEC = /\.spec\.tsx?$/;
/** An editor writes a file in several steps, and several files at once. */
const SETTLED_MS = 30;

/** What the product is built of, watched until closed. */
export class Sources {
  private readonly root: string;
  private readonly watchers: FSWatcher[];
  private readonly changed = new Set<string>();
  private settled = Promise.withResolvers<void>();
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;

  constructor(root: string) {
    this.root = root;
    this.watchers = FOLDERS.map((folder) =>
      watch(join(root, folder), { recursive: true }, (_event, name) => {
        if (name !== null) this.note(join(folder, name));
      }),
    );
  }

  /**
   * Waits until something has changed, since the last that compiled.
   *
   * @returns the files, relative to the project; nothing once this is closed
   */
  async change(): Promise<string[] | undefined> {
    await this.settled.promise;
    this.settled = Promise.withResolvers();
    return this.isClosed ? undefined : [...this.changed];
  }

  /** Brings `dist` up to date with these, all of them or none. @returns what is wrong with one, if anything */
  async compile(files: string[]): Promise<string | undefined> {
    const problem = await bringUpToDate(this.root, files);
    if (problem === undefined) for (const file of files) this.changed.delete(file);
    return problem;
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
    for (const watcher of this.watchers) watcher.close();
    this.settled.resolve();
  }

  private note(file: string): void {
    if (SPEC.test(file) || !(COMPILED.test(file) || COPIED.test(file))) return;
    this.changed.add(file);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.settled.resolve(), SETTLED_MS);
  }
}

async function bringUpToDate(root: string, files: string[]): Promise<string | undefined> {
  const there = files.filter((file) => existsSync(join(root, file)));
  try {
    const compiled = await Promise.all(
      there.filter((file) => COMPILED.test(file)).map((file) => compile(root, file)),
    );
    await Promise.all(compiled.map((write) => write()));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return message.split('\n\nCaused by:', 1)[0]?.trimEnd(); // the compiler's own stack follows
  }
  for (const file of there.filter((name) => COPIED.test(name))) {
    await mkdir(dirname(join(root, 'dist', file)), { recursive: true });
    await copyFile(join(root, file), join(root, 'dist', file));
  }
  for (const file of files.filter((name) => !there.includes(name))) {
    rmSync(join(root, 'dist', built(file)), { force: true });
  }
  return undefined;
}

/** @returns what writes it. @throws Error that shows where it is wrong */
async function compile(root: string, file: string): Promise<() => Promise<void>> {
  const target = join(root, 'dist', built(file));
  const source = join(root, file);
  const { code, map = '' } = await transformFile(source, {
    cwd: root,
    root,
    configFile: join(root, '.swcrc'),
    sourceFileName: relative(dirname(target), source),
  });
  return async () => {
    await mkdir(dirname(target), { recursive: true });
    await writeFile(`${target}.map`, map);
    await writeFile(target, `${code}\n//# sourceMappingURL=${basename(target)}.map`);
  };
}

const built = (file: string) => file.replace(COMPILED, '.js');
