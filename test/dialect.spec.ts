import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

describe('one way to write the same thing', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'dialect-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** What the linter says of these lines in our own words. */
  const said = (lines: string): string[] => {
    const file = join(folder, 'sample.ts');
    writeFileSync(file, `${lines}\n`);
    const config = join(ROOT, '.oxlintrc.json');
    const command = [join(ROOT, 'node_modules/.bin/oxlint'), '-c', config, '-f', 'unix', file];
    const { stdout } = spawnSync(process.execPath, command, { cwd: ROOT, encoding: 'utf8' });
    return [...stdout.matchAll(/ (Write: [^[]*) \[/g)].map(([, words = '']) => words);
  };

  it.each([
    ['export const add = (a: number) => { return a + 1; };', 'Write: function add(…) { … }'],
    ['const add = async () => { await undefined; };\nawait add();', 'Write: function add(…) { … }'],
    ['export class Box { #a = 1; b() { return this.#a; } }', 'Write: private a'],
    ['export class Box { #a() { return 1; } b() { return this.#a(); } }', 'Write: private a'],
  ])('%s is not it', (lines, words) => {
    expect(said(lines)).toEqual([words]);
  });

  it.each([
    'export const add = (a: number) => a + 1;',
    'export function add(a: number) { return a + 1; }',
    'export const add: (a: number) => number = (a) => { return a + 1; };',
    'export function outer() { const inner = () => { return 1; }; return inner; }',
    'export class Box { private a = 1; b() { return this.a; } }',
  ])('%s is', (lines) => {
    expect(said(lines)).toEqual([]);
  });
});
