import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { schema } from '../src/config/schema.js';

const PAGE = fileURLToPath(new URL('../docs/configuration.md', import.meta.url));

const page = readFileSync(PAGE, 'utf8');
const [tables = '', summary = ''] = page.split('\n## Each in one line\n');

/** The rows of the page's tables: | `VARIABLE` | meaning | default |. */
const documented = new Map(
  [
    ...tables
      .concat(summary.split('\n## ').slice(1).join('\n'))
      .matchAll(/^\| `([A-Z\d_]+)` +\| .* \| (\S.*?) +\|$/gm),
  ].map(([, name = '', preset = '']) => [name, preset]),
);

/** The rows of its summary: | `VARIABLE` | type | `example` | who reads it |. */
const lines = new Map(
  [...summary.matchAll(/^\| `([A-Z\d_]+)` +\| (\S.*?) +\| `(.+?)` +\| (\S.*?) +\|$/gm)].map(
    ([, name = '', type = '', example = '', readers = '']) => [name, { type, example, readers }],
  ),
);

/** What stands in `.env.example`, filled in or commented out. */
const offered = [
  ...readFileSync(new URL('../.env.example', import.meta.url), 'utf8').matchAll(
    /^(?:# )?([A-Z\d_]+)=(.*)$/gm,
  ),
].map(([, name = '', value = '']): [name: string, value: string] => [name, value]);

/** What the page says of a default: a value in code, that there has to be one, or something in words. */
const isExact = (said = '') => said.startsWith('`') || said === 'required';

function presetOf(field: z.ZodType): string {
  if (field instanceof z.ZodPrefault) return `\`${String(field.def.defaultValue)}\``;
  return field.safeParse(undefined).success ? 'in words' : 'required';
}

const folder = mkdtempSync(join(tmpdir(), 'configured-'));
const here = process.cwd();
afterAll(() => {
  process.chdir(here);
  rmSync(folder, { recursive: true });
});

/** One that was built there, as seen from the project's folder. */
function makeFrontEnd(path: string): void {
  mkdirSync(join(folder, path), { recursive: true });
  writeFileSync(join(folder, path, 'index.html'), '<!doctype html>');
  process.chdir(folder);
}

describe('docs/configuration.md', () => {
  it('lists every variable, and none that isn’t read', () => {
    expect([...documented.keys()].toSorted()).toEqual(Object.keys(schema.shape).toSorted());
  });

  it.each(Object.entries<z.ZodType>(schema.shape))('has the default of %s', (name, field) => {
    const said = documented.get(name);
    expect(isExact(said) ? said : 'in words').toBe(presetOf(field));
  });

  it('has each of them in one line', () => {
    expect([...lines.keys()].toSorted()).toEqual(Object.keys(schema.shape).toSorted());
  });

  it.each(Object.entries<z.ZodType>(schema.shape))(
    'has an example of %s that passes',
    (name, field) => {
      const { example = '' } = lines.get(name) ?? {};
      if (name === 'WEB_ROOT') makeFrontEnd(example);
      expect(field.safeParse(example).error).toBeUndefined();
    },
  );

  it.each([...lines])('says truly who reads %s', (_name, { readers }) => {
    const places = [...readers.matchAll(/`(src\/[\w./-]+)`/g)].map(([, place = '']) => place);
    expect(places).not.toEqual([]);
    for (const place of places)
      expect(existsSync(new URL(`../${place}`, import.meta.url))).toBe(true);
  });
});

describe('.env.example', () => {
  const required = Object.entries<z.ZodType>(schema.shape)
    .filter(([, field]) => presetOf(field) === 'required')
    .map(([name]) => name);

  it('offers what is required, and nothing that isn’t read', () => {
    const names = offered.map(([name]) => name);
    expect(names).toEqual(expect.arrayContaining(required));
    expect(names.filter((name) => !(name in schema.shape))).toEqual([]);
  });

  it.each(offered.filter(([, value]) => value !== ''))(
    '%s has a value that passes',
    (name, value) => {
      const field = Object.entries<z.ZodType>(schema.shape).find(([known]) => known === name)?.[1];
      expect(field?.safeParse(value).success).toBe(true);
    },
  );
});
