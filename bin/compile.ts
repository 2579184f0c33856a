import { existsSync, rmSync } from 'node:fs';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { transformFile } from '@swc/core';

/** What the product is built of. */
export const FOLDERS = ['src', 'views', 'api'];
const COMPILED = /\.tsx?$/;
const COPIED = /\.(?:css|js|svg)$/;
const SPEC = /\.spec\.tsx?$/;

/** Whether a file of these folders has its like in `dist`. */
export const isBuilt = (file: string): boolean =>
  !SPEC.test(file) && (COMPILED.test(file) || COPIED.test(file));

/**
 * Brings `dist` up to date with these, of which those compile all, or none is written. One that is gone goes there
 * too.
 *
 * @param files relative to the project
 * @returns what is wrong with one, if anything
 */
export async function bringUpToDate(root: string, files: string[]): Promise<string | undefined> {
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
