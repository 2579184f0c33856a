import { loginTable, storeTable, throughputTable } from './request-tables.js';
import { resultsWith } from './results-of-a-test.js';

const rate = (perSecond: number, cpuUs?: number) => ({ perSecond, cpuUs, cores: 1 });
const login = (perSecond: number, cpuMs: number) => ({ perSecond, cpuMs });
const rows = (text: string) => text.split('\n').filter((line) => /^\| [a-z]/.test(line));

describe('the tables of requests', () => {
  it('compare everybody with the product, round by round', () => {
    const throughput = {
      product: [rate(800, 100), rate(400, 200)],
      'hand-made': [rate(200, 300), rate(200, 300)],
    };
    expect(rows(throughputTable(resultsWith({ throughput })))).toEqual(
      expect.arrayContaining([
        '| product | 600 | 400–800 | 1 | 150.0 | 1 |',
        '| hand-made | 200 | 200–200 | 3.00 | 300.0 | 2.25 |',
      ]),
    );
  });

  it('leave processor time open where the system doesn’t tell', () => {
    const throughput = { product: [rate(800)], apache: [rate(400)] };
    expect(rows(throughputTable(resultsWith({ throughput })))).toContain(
      '| apache | 400 | 400–400 | 2.00 | – | – |',
    );
  });

  it('have logins only of those who have any', () => {
    const logins = { product: [login(300, 2)], other: [login(200, 3)], floor: [] };
    expect(rows(loginTable(resultsWith({ logins })))).toEqual([
      '| product | 300 | 1 | 2.00 | 1 |',
      '| other | 200 | 1.50 | 3.00 | 1.50 |',
    ]);
    expect(loginTable(resultsWith({}))).toBe('');
  });

  it('have what the store is asked of those who have one', () => {
    const use = { readBytes: 4_588.4, writtenBytes: 110, commands: 1, loginCommands: 8 };
    expect(rows(storeTable(resultsWith({ storeUse: { product: use } })))).toEqual([
      '| product | 4,588 | 110 | 1.00 | 8.0 |',
    ]);
  });
});
