import { assert, nat, property, string } from 'fast-check';
import { cleaned } from './cleaned.js';

describe('cleaned', () => {
  it.each([
    ['a line break, which would forge a line of the log', 'one\r\ntwo', 'one two'],
    ['an escape sequence of a terminal', 'a\u001b[31mred', 'a [31mred'],
    ['a reading order turned round', 'a\u202egnp.exe', 'a gnp.exe'],
    ['a character that isn’t seen', 'a\u200bb', 'a b'],
    ['a line separator', 'a\u2028b', 'a b'],
    ['half a character', 'a\ud800b', 'a b'],
    ['blanks around', '  Mozilla/5.0 ', 'Mozilla/5.0'],
  ])('takes out %s', (_name, text, expected) => {
    expect(cleaned(text, 100)).toBe(expected);
  });

  it.each([[undefined], [null], [['a', 'b']], [''], ['\u0000\n']])('has nothing for %j', (text) => {
    expect(cleaned(text, 100)).toBeUndefined();
  });

  it('cuts between characters, never inside one', () => {
    expect(cleaned('😀😀😀', 2)).toBe('😀😀');
  });

  it('never gives more than it is asked for, and no control character', () => {
    assert(
      property(string({ unit: 'binary', maxLength: 400 }), nat(50), (text, length) => {
        const result = cleaned(text, length) ?? '';
        expect(Array.from(result).length).toBeLessThanOrEqual(length);
        expect(result).not.toMatch(/\p{C}|\p{Zl}|\p{Zp}/u);
      }),
    );
  });
});
