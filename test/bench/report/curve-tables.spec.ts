import { connectionsTable, sessionsTable } from './curve-tables.js';
import { resultsWith } from './results-of-a-test.js';

const rate = (perSecond: number, cpuUs: number) => ({ perSecond, cpuUs, cores: 1 });
const lines = (text: string) => text.split('\n').filter((line) => line.startsWith('|'));

const few = { floor: [rate(1_000, 40), rate(3_000, 20)], product: [rate(500, 80), rate(900, 60)] };
const many = { floor: [rate(2_000, 40)], product: [rate(1_500, 70)] };

describe('the tables of the curves', () => {
  it('have a row for each number of connections, and a column for each who was measured', () => {
    const results = resultsWith({
      connectionsCurve: [
        { at: 8, rates: few },
        { at: 512, rates: many },
      ],
    });
    expect(lines(connectionsTable(results))).toEqual([
      '| connections | floor | product | of the floor’s | CPU µs/request |',
      '| --- | --: | --: | --: | --: |',
      '| 8 | 2,000 | 700 | 0.40 | 70.0 |', // 0.5 and 0.3, round by round
      '| 512 | 2,000 | 1,500 | 0.75 | 70.0 |',
    ]);
  });

  it('say of many sessions what is read and held, too', () => {
    const point = { at: 100_000, rates: many, readBytes: 120.4, residentKb: 204_800 };
    expect(lines(sessionsTable(resultsWith({ sessionsCurve: [point] })))).toEqual([
      '| sessions | floor | product | of the floor’s | CPU µs/request | bytes read/request | resident |',
      '| --- | --: | --: | --: | --: | --: | --: |',
      '| 100,000 | 2,000 | 1,500 | 0.75 | 70.0 | 120 | 200.0 MB |',
    ]);
  });

  it('do without the floor where it took no part', () => {
    const results = resultsWith({ connectionsCurve: [{ at: 8, rates: { product: few.product } }] });
    expect(lines(connectionsTable(results))).toEqual([
      '| connections | product | of the floor’s | CPU µs/request |',
      '| --- | --: | --: | --: |',
      '| 8 | 700 | – | 70.0 |',
    ]);
  });

  it('are left out where nothing was measured', () => {
    expect(connectionsTable(resultsWith({}))).toBe('');
    expect(sessionsTable(resultsWith({}))).toBe('');
  });
});
