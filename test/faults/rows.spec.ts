import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROWS } from './rows.js';

const TEST = fileURLToPath(new URL('../', import.meta.url));
const OPERATIONS = join(TEST, '../docs/operations.md');

/** In the docs a title stands with a gap where the test puts what it is about. */
const inDocs = (title: string) => title.replaceAll(/%[sji]/gu, '…');

const cellsOf = (line: string) =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

/** The rows of the table under this heading, without its head. */
function tableUnder(heading: string): string[][] {
  const [, section = ''] = readFileSync(OPERATIONS, 'utf8').split(`\n## ${heading}\n`);
  const [own = ''] = section.split('\n## ');
  const [, , ...rows] = own.split('\n').filter((line) => line.startsWith('|'));
  return rows.map(cellsOf);
}

describe('the table of faults', () => {
  it('is in docs/operations.md, row by row, with the tests that show it', () => {
    const expected = ROWS.map(({ fault, seen, recovery, proofs }) => [
      fault,
      seen,
      recovery,
      proofs.map(([title, file]) => `[${inDocs(title)}](../test/${file})`).join('<br>'),
    ]);
    expect(tableUnder('Faults')).toEqual(expected);
  });

  it('has each fault once', () => {
    const faults = ROWS.map(({ fault }) => fault);
    expect(faults).toEqual([...new Set(faults)]);
  });

  const proofs = ROWS.flatMap((row) => row.proofs.map(([title, file]) => ({ title, file })));
  it.each(proofs)('$file has the test "$title"', ({ title, file }) => {
    const path = join(TEST, file);
    const source = existsSync(path) ? readFileSync(path, 'utf8') : '';
    expect(source.includes(`'${title}'`)).toBe(true); // as a string of its own, and not in a comment
  });
});
