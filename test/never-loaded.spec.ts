import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { production } from './support/production-packages.js';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** Loads each module of the build, what those load later too, and prints the packages that were loaded. */
const LOADER = `
import { registerHooks } from 'node:module';
const seen = new Set();
registerHooks({
  load(url, context, next) {
    const [, path] = /\\/node_modules\\/(.*)$/.exec(decodeURI(url)) ?? [];
    const [name] = /^(?:.*\\/node_modules\\/)?(?:@[^/]+\\/)?[^/]+/.exec(path ?? '') ?? [];
    if (name !== undefined) seen.add(name);
    return next(url, context);
  },
});
for (const module of JSON.parse(process.argv[1])) await import(module);
process.stdout.write(JSON.stringify([...seen]), () => process.exit());
`;

function loaded(): string[] {
  const files = globSync('dist/{api,src,views}/**/*.js', { cwd: ROOT }).filter(
    (file) => !/src\/main\.js$|\/scripts\//.test(file), // one would start, the others run in browsers
  );
  const later = files.flatMap((file) =>
    [...read(file).matchAll(/\bimport\('([^'.][^']*)'\)/g)].map(([, name = '']) => name),
  );
  const modules = [...files.map((file) => `./${file}`), ...later];
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', LOADER, JSON.stringify(modules)],
    { cwd: ROOT, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

describe('packages of production', () => {
  it('that no line of the product loads are those that the docs name', () => {
    const [, table = ''] = read('docs/containers.md').split('### Packages that are never loaded');
    const [rows = ''] = table.split('\n#');
    const named = [...rows.matchAll(/^\| (`.*?`) +\|/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
    );
    const used = new Set(loaded());
    expect(used.size).toBeGreaterThan(100);
    const shipped = production.map(([path]) => path.replace('node_modules/', ''));
    expect(named.toSorted()).toEqual(shipped.filter((name) => !used.has(name)).toSorted());
  });
});
