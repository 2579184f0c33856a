import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** This checkout. */
export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** The versions of these packages that are installed here. */
export const versionsOf = (...names: readonly string[]): Record<string, string> =>
  versionsIn(ROOT, names);

/** The versions of those of these packages that are installed in a checkout, or another folder. */
export const versionsIn = (folder: string, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.flatMap((name) => versionOf(name, folder)));

function versionOf(name: string, folder: string): [string, string][] {
  const file = join(folder, 'node_modules', name, 'package.json');
  if (!existsSync(file)) return [];
  const { version }: { version: string } = JSON.parse(readFileSync(file, 'utf8'));
  return [[name, version]];
}
