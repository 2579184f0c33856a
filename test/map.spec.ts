import { readdirSync, readFileSync } from 'node:fs';

/** What test/README.md says lies here. */
const map = readFileSync(new URL('README.md', import.meta.url), 'utf8');
const here = readdirSync(new URL('.', import.meta.url), { withFileTypes: true });

describe('test/README.md', () => {
  it('has a row for each folder, and none for others', () => {
    const rows = [...map.matchAll(/^\| `([\w-]+)` +\|/gm)].map(([, name]) => name);
    const folders = here.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    expect(new Set(rows)).toEqual(new Set(folders));
  });

  it('names each spec beside them', () => {
    const specs = here.flatMap(({ name }) => /^(.+)\.spec\.ts$/.exec(name)?.[1] ?? []);
    expect(specs.filter((name) => !map.includes(`\`${name}\``))).toEqual([]);
  });
});
