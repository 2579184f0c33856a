import { stringifyClaims } from './claims.js';

describe('claims on their way to a Lambda', () => {
  it.each([
    ['text', 'x', 'x'],
    ['a number', 1_767_225_600, '1767225600'],
    ['a boolean', false, 'false'],
    ['a list', ['admins', 'users'], '[admins users]'],
    ['an empty list', [], '[]'],
    ['an object', { a: 1, b: ['c'] }, 'map[a:1 b:[c]]'],
  ])('%s becomes text', (_what, claim, text) => {
    expect(stringifyClaims({ claim })).toEqual({ claim: text });
  });

  it.each([null, undefined])('%s is left out', (claim) => {
    expect(stringifyClaims({ claim })).toEqual({});
  });
});
