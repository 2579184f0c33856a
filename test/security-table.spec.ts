import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fileOf, NOT_PLAYED, PLAYED } from './conformance/foundation.js';

const DOCS = fileURLToPath(new URL('../docs', import.meta.url));
const PAGES = ['security.md', 'threat-model.md'];
const STATES = ['met', 'not met', 'the deployment’s', 'doesn’t apply'];

/** How many items each section of ASVS 5.0.0 has, in the chapters that this product is held to. */
const ASVS: Record<string, number> = {
  '3.1': 1,
  '3.2': 3,
  '3.3': 5,
  '3.4': 8,
  '3.5': 8,
  '3.6': 1,
  '3.7': 5,
  '7.1': 3,
  '7.2': 4,
  '7.3': 2,
  '7.4': 5,
  '7.5': 3,
  '7.6': 2,
  '10.1': 2,
  '10.2': 3,
  '10.3': 5,
  '10.4': 16,
  '10.5': 5,
  '10.6': 2,
  '10.7': 3,
  '16.1': 1,
  '16.2': 5,
  '16.3': 4,
  '16.4': 3,
  '16.5': 4,
};
const items = Object.entries(ASVS).flatMap(([section, count]) =>
  Array.from({ length: count }, (_, index) => `${section}.${index + 1}`),
);

const read = (page: string) => readFileSync(join(DOCS, page), 'utf8');

/** The rows of all tables under the headings that begin like this, cell by cell. */
const rowsUnder = (heading: string): string[][] =>
  read('security.md')
    .split(/^## /m)
    .filter((part) => part.startsWith(heading))
    .flatMap((part) => part.split('\n').filter((line) => /^\| *(?:\[?oidcc|\d)/.test(line)))
    .map((line) => line.split('|').slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim()));

const links = (text: string): [words: string, file: string][] =>
  [...text.matchAll(/\[([^\]]+)\]\(([^)#]+)\)/g)].map(([, words = '', file = '']) => [words, file]);
const toSpecs = (text: string) => links(text).filter(([, file]) => file.endsWith('.spec.ts'));

describe('the tables of norms', () => {
  it('have each item of the chapters of ASVS 5, once', () => {
    const listed = rowsUnder('ASVS 5').map(([item]) => item);
    expect(listed).toEqual(items);
  });

  it('have each module of the OpenID Foundation, with its file or its reason', () => {
    const rows = rowsUnder('As a relying party');
    const played = rows
      .filter(([, state]) => state === 'met')
      .map(([module = '']) => links(module));
    expect(played).toEqual(
      PLAYED.map((name) => [[name, `../test/conformance/modules/${fileOf(name)}.ts`]]),
    );
    const others = rows.filter(([, state]) => state === 'doesn’t apply').map(([module]) => module);
    expect(others).toEqual(Object.keys(NOT_PLAYED));
  });

  it('say of each item how it stands, and show a test of what is met', () => {
    const rows = ['ASVS 5', 'OpenID Connect Core', 'OAuth 2.0', 'RFC 9700'].flatMap(rowsUnder);
    expect(rows.length).toBeGreaterThan(items.length + 20);
    for (const [item, , state = '', how = ''] of rows) {
      expect([item, STATES]).toEqual([item, expect.arrayContaining([state])]);
      // What a browser must support is a matter of the page itself.
      const shown = state !== 'met' || item === '3.1.1' || toSpecs(how).length > 0;
      expect([item, shown]).toEqual([item, true]);
    }
  });

  it.each(PAGES)('%s: every test that is named is there, under that name', (page) => {
    const named = toSpecs(read(page));
    expect(named.length).toBeGreaterThan(10);
    const lost = named.filter(([words, file]) => {
      const path = join(DOCS, file);
      return !existsSync(path) || !readFileSync(path, 'utf8').includes(words);
    });
    expect(lost).toEqual([]);
  });
});
