import { table } from './table.js';

describe('a table', () => {
  it('has columns, and no space at the end of a line', () => {
    const rows = [
      ['GROUP', 'PRECEDENCE'],
      ['administrators', '1'],
      ['users', ''],
    ];
    expect(table(rows)).toBe('GROUP           PRECEDENCE\nadministrators  1\nusers');
  });

  it('can be empty', () => expect(table([])).toBe(''));
});
