import { secondsLeft, stillPresentable, totpStep } from './totp.js';

// RFC 6238 appendix B: the secret "12345678901234567890", eight digits there, the last six here.
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

describe('a code of an authenticator app', () => {
  it.each([
    [59, '287082', 1],
    [1_111_111_109, '081804', 37_037_036],
    [1_234_567_890, '005924', 41_152_263],
    [20_000_000_000, '353130', 666_666_666],
  ])('at %i s is that of RFC 6238', (seconds, code, step) => {
    expect(totpStep(SECRET, code, seconds * 1000)).toBe(step);
  });

  it('can be presented again for as long as it is remembered', () => {
    expect(stillPresentable([37_037_034, 37_037_035, 37_037_036], 1_111_111_109_000)).toEqual([
      37_037_035, 37_037_036,
    ]);
  });

  it.each([
    [0, 30],
    [29_999, 1],
    [30_000, 30],
  ])('at %i ms is good for %i s', (now, left) => {
    expect(secondsLeft(now)).toBe(left);
  });
});
