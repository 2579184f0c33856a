import { median, medianOfPairs, percentile } from './statistics.js';

describe('the statistics', () => {
  it.each([
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[7], 7],
    [[], Number.NaN],
  ])('median of %j is %d', (values, middle) => {
    expect(median(values)).toBe(middle);
  });

  it.each([
    [0.5, 50],
    [0.99, 99],
    [1, 100],
  ])('of 1 to 100, a share of %d is up to %d', (share, value) => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(percentile(values, share)).toBe(value);
  });

  it('compares round by round', () => {
    expect(medianOfPairs([2, 40, 9], [1, 10, 3], (one, other) => one / other)).toBe(3);
  });
});
