import { Seldom } from './seldom.js';

describe('a line that is written seldom', () => {
  it('is written at once, then once in a while, and says how many were left out', () => {
    const seldom = new Seldom(1_000);
    const written: number[] = [];
    for (const now of [0, 1, 500, 999, 1_000, 1_001, 5_000, 5_001]) {
      seldom.say((leftOut) => written.push(leftOut), now);
    }
    expect(written).toEqual([0, 3, 1]);
  });
});
