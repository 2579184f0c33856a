import { oneLine } from './one-line.js';

const circular = new Error('around');
circular.cause = circular;

describe('what an error says on one line', () => {
  const errors: [name: string, error: unknown, said: string][] = [
    ['a message', new Error('no'), 'no'],
    ['its causes', new Error('no', { cause: new TypeError('for it') }), 'no: for it'],
    ['the same only once', new Error('no', { cause: new Error('no') }), 'no'],
    [
      'a code without a message',
      Object.assign(new Error(), { code: 'ECONNREFUSED' }),
      'ECONNREFUSED',
    ],
    ['a name without either', new TypeError(), 'TypeError'],
    ['no line breaks', new Error('one\r\n  two\u2028three'), 'one two three'],
    ['nothing that a library hung onto it', Object.assign(new Error('no'), { token: 'x' }), 'no'],
    ['no cause that is no error', new Error('no', { cause: { token: 'x' } }), 'no'],
    ['nothing of what was thrown and is no error', 'a-token', 'unknown'],
    ['a circle', circular, 'around'],
    ['not too much', new Error('a'.repeat(10_000)), 'a'.repeat(500)],
  ];
  it.each(errors)('is %s', (_name, error, said) => {
    expect(oneLine(error)).toBe(said);
  });
});
