import * as fc from 'fast-check';
import { agoInWords, durationInWords, exactTime, untilInWords } from './time.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 10, 26, 12, 56, 7);

describe('times as people say them', () => {
  it.each([
    [0, 'just now'],
    [59 * SECOND, 'just now'],
    [MINUTE, '1 minute ago'],
    [89 * SECOND, '1 minute ago'],
    [3 * MINUTE, '3 minutes ago'],
    [89 * MINUTE, '89 minutes ago'],
    [90 * MINUTE, '2 hours ago'],
    [5 * HOUR, '5 hours ago'],
    [35 * HOUR, '35 hours ago'],
    [36 * HOUR, '2 days ago'],
    [30 * DAY, '30 days ago'],
    [31 * DAY, 'on 26 October 2026'],
    [-5 * SECOND, 'just now'],
    [-DAY, 'just now'],
  ])('%d ms back is %s', (past, words) => {
    expect(agoInWords(NOW - past, NOW)).toBe(words);
  });

  it.each([
    [-HOUR, 'in a moment'],
    [0, 'in a moment'],
    [59 * SECOND, 'in a moment'],
    [2 * MINUTE, 'in 2 minutes'],
    [30 * MINUTE, 'in 30 minutes'],
    [8 * HOUR - SECOND, 'in 8 hours'],
    [8 * HOUR, 'in 8 hours'],
    [7 * DAY, 'in 7 days'],
    [40 * DAY, 'on 5 January 2027'],
  ])('%d ms ahead is %s', (left, words) => {
    expect(untilInWords(NOW + left, NOW)).toBe(words);
  });

  it.each([
    [0, '1 minute'],
    [10 * SECOND, '1 minute'],
    [30 * MINUTE, '30 minutes'],
    [8 * HOUR, '8 hours'],
    [14 * DAY, '14 days'],
  ])('a duration of %d ms is %s', (ms, words) => {
    expect(durationInWords(ms)).toBe(words);
  });

  it('never say a unit wrong, nor a number that isn’t whole', () => {
    fc.assert(
      fc.property(fc.nat({ max: 30 * DAY }), (ms) => {
        expect(durationInWords(ms)).toMatch(
          /^(?:1 (?:minute|hour|day)|(?!1 )[1-9]\d* (?:minute|hour|day)s)$/,
        );
      }),
    );
  });

  it('are exact in the title, and say in which zone', () => {
    expect(exactTime(NOW)).toBe('26 November 2026, 12:56 UTC');
  });
});
