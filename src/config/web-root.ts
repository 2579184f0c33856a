import { accessSync, constants, type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { z } from 'zod';
import { text } from './fields.js';
import { policySources } from './policy-sources.js';

/** They are kept in memory, as the few files of the product's own are. */
const MAX_BYTES = 64 * 1024 * 1024;
/** A header with many more is too long for proxies on its way. */
const MAX_SOURCES = 100;

/** One file of a front end. */
export interface WebFile {
  /** Where browsers find it, not escaped: `/assets/index-Dk3jX_2a.js`. */
  readonly path: string;
  /** Where it lies. */
  readonly file: string;
}

export interface WebRoot {
  readonly files: readonly WebFile[];
  /** What lies in the folder as well and nobody gets, relative to it. */
  readonly left: readonly string[];
}

/**
 * The folder of a front end, as its build made it. It is listed once, at start, and nothing that isn't on
 * this list is ever served: so no name that a request invents leads anywhere.
 */
export const webRoot = text.transform((written, context): WebRoot => {
  const found = list(written);
  if (typeof found !== 'string') return found;
  context.addIssue(found);
  return z.NEVER;
});

/** @returns what is wrong, where the folder can't be served */
function list(written: string): WebRoot | string {
  const kind = statSync(written, { throwIfNoEntry: false });
  if (!kind?.isDirectory()) {
    return 'must name a folder that is there: build the front end first, and name what the build wrote';
  }
  const root = realpathSync(written);
  const unreadable: string[] = [];
  const found = filesBelow(root, root, unreadable);
  if (unreadable.length > 0) return `holds what this user can't read: ${unreadable.join(', ')}`;
  const paths = new Set(found.files.map(({ path }) => path));
  if (!paths.has('/index.html')) return 'must name a folder with an index.html in it';
  if (paths.has('/package.json')) {
    return 'names a folder with a package.json: that is where the front end is made. Name the folder that its build writes, such as dist';
  }
  const sources = Object.values(policySources([...paths], [])).flat();
  if (sources.length > MAX_SOURCES) {
    return `has scripts, styles, fonts or pictures in more than ${MAX_SOURCES} places, each of which the Content-Security-Policy has to name: let the build put them into one folder, and not beside index.html`;
  }
  const bytes = found.files.reduce((sum, { file }) => sum + statSync(file).size, 0);
  return bytes > MAX_BYTES
    ? 'holds more than 64 MiB, all of which would be kept in memory: put films and downloads elsewhere'
    : found;
}

function filesBelow(root: string, folder: string, unreadable: string[]) {
  const files: WebFile[] = [];
  const left: string[] = [];
  const name = (file: string) => relative(root, file).split(sep).join('/');
  for (const entry of entriesOf(folder, () => unreadable.push(name(folder) || '.'))) {
    const file = join(folder, entry.name);
    if (isHidden(entry.name)) continue;
    if (ODD.test(entry.name)) {
      left.push(name(file).replaceAll(EVERY_ODD, '?'));
    } else if (entry.isDirectory()) {
      const below = filesBelow(root, file, unreadable);
      files.push(...below.files);
      left.push(...below.left);
    } else if (entry.isFile() || (entry.isSymbolicLink() && staysWithin(root, file))) {
      if (isReadable(file)) files.push({ path: `/${name(file)}`, file });
      else unreadable.push(name(file));
    } else {
      left.push(name(file));
    }
  }
  return { files, left };
}

function entriesOf(folder: string, fail: () => void): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    fail();
    return [];
  }
}

/** A link leads to a file of the same folder that is there for itself, or it isn't followed. */
function staysWithin(root: string, link: string): boolean {
  try {
    const target = realpathSync(link);
    const way = relative(root, target).split(sep); // a way out begins with .., and so is hidden
    return statSync(target).isFile() && !way.some(isHidden);
  } catch {
    return false; // it leads nowhere
  }
}

function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

/** `.env`, `.git`: nothing for browsers, but what RFC 8615 puts there for them. */
const isHidden = (name: string) => name.startsWith('.') && name !== '.well-known';

/** What a path can't hold without somebody on its way reading it otherwise, and what was no text at all. */
const ODD = /[\p{Cc}\p{Zl}\p{Zp}\\\uFFFD]/u;
const EVERY_ODD = new RegExp(ODD, 'gu');
