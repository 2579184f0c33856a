/** `npm run build`: makes `dist` anew, of what the product is written in. Types are checked by `npm run check`. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bringUpToDate, FOLDERS, isBuilt } from './compile.js';

const root = join(import.meta.dirname, '..');

rmSync(join(root, 'dist'), { recursive: true, force: true });
const files = FOLDERS.flatMap((folder) =>
  readdirSync(join(root, folder), { encoding: 'utf8', recursive: true })
    .filter(isBuilt)
    .map((file) => join(folder, file)),
);
const problem = await bringUpToDate(root, files);
if (problem !== undefined) {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 1;
}
