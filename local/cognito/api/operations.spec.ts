import { readFileSync } from 'node:fs';
import { operations } from './operations.js';

const document = readFileSync('docs/local-cognito.md', 'utf8');
const ROW = /^\| `(?<name>\w+)` +\| (?<signed>yes|no) +\|/gmu;

describe('the table in docs/local-cognito.md', () => {
  it('has each operation, and whether it has to be signed', () => {
    const rows = [...document.matchAll(ROW)].map(({ groups }) => [
      groups?.['name'],
      groups?.['signed'],
    ]);
    const built = Object.entries(operations).map(([name, { signed }]) => [
      name,
      signed ? 'yes' : 'no',
    ]);
    expect(rows).toEqual(built);
  });
});
