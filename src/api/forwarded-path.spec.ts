import * as fc from 'fast-check';
import { forwardedPath } from './forwarded-path.js';

describe('forwardedPath', () => {
  it.each([
    ['/api/orders', '/orders'],
    ['/api/', '/'],
    ['/api/a%20b/c;d=e?x=%2F..%2f&y=/../z', '/a%20b/c;d=e?x=%2F..%2f&y=/../z'],
    ['/api/.well-known/...', '/.well-known/...'],
    ['/api/a//b', '/a//b'],
    ['/api/%E9/%c3%28/%zz', '/%E9/%c3%28/%zz'],
    ['/api/a;..;b/...;c', '/a;..;b/...;c'],
    ['/api/?%00', '/?%00'],
    ['/api/100%25', '/100%25'],
    ['/api/a%252525b', '/a%252525b'],
    ['/api/%2541%25E9/%25zz', '/%2541%25E9/%25zz'],
    ['/api/a?%2525252525252e/..', '/a?%2525252525252e/..'],
  ])('forwards %s byte for byte', (target, path) => {
    expect(forwardedPath(target, '/api')).toBe(path);
  });

  it.each([
    '/api/..',
    '/api/../secret',
    '/api/a/../../secret',
    '/api/./a',
    '/api/%2e%2e/secret',
    '/api/%2E./secret',
    '/api/.%2e',
    '/api/a%2fb',
    '/api/a%2Fb',
    '/api/a%5cb',
    '/api/..%5c',
    '/api/a\\b',
    '/api/..;/x',
    '/api/%2e%2e;a=b/x',
    '/api/a#b',
    '/api/a?b#c',
    '/api/a%00',
    '/api/a%0d%0ab',
    '/api/%7Fa',
    '/API/hello',
    '/api',
    'http://evil.example/api/hello',
    '/api/%252e%252e/x',
    '/api/%25%32%65%2e',
    '/api/x/%25252e%25252E',
    '/api/..%3b/x',
    '/api/..%253Ba=b/x',
    '/api/%252e;/x',
    '/api/..%3f/x',
    '/api/x/..%23',
    '/api/a%252fb',
    '/api/a%25255cb',
    '/api/a%2500',
    '/api/a%25250d%25250ab',
    '/api/%2525252561',
  ])('refuses %s', (target) => {
    expect(() => forwardedPath(target, '/api')).toThrow('bad_path');
  });

  it('refuses a long path that is escaped ever deeper', () => {
    expect(() => forwardedPath(`/api/%${'25'.repeat(7_000)}`, '/api')).toThrow('bad_path');
  });

  // Escaping is what the rounds undo, so that whatever is refused plain is refused wrapped, and what
  // is wrapped more often is refused for that.
  const dangerous = ['/..', '/.', '/../x', '/..;/x', '/.;a=b', '/x/..#', '/a\\b', '/a\0', '/a\x7f'];
  it('refuses what climbs or cuts, escaped in any part and any number of times', () => {
    const wrapped = fc
      .tuple(fc.constantFrom(...dangerous), fc.infiniteStream(fc.nat({ max: 4 })))
      .map(([path, depths]) =>
        path
          .split('')
          .map((character) => escaped(character, depths.next().value ?? 0))
          .join(''),
      );
    fc.assert(
      fc.property(wrapped, fc.constantFrom('', '/a', '/%41'), (path, before) => {
        expect(() => forwardedPath(`/api${before}/x${path}`, '/api')).toThrow('bad_path');
      }),
    );
  });

  it('forwards everything else byte for byte', () => {
    const harmless = fc.string({
      unit: fc.constantFrom(..."aZ09-_~!$&'()*+,;=:@".split('')),
      maxLength: 8,
    });
    const target = fc
      .array(fc.tuple(harmless, fc.nat({ max: 3 })), { minLength: 1, maxLength: 5 })
      .map((parts) => parts.map(([text, depth]) => escapedAll(`${text}x`, depth)).join('/'));
    fc.assert(
      fc.property(target, (path) => {
        expect(forwardedPath(`/api/${path}`, '/api')).toBe(`/${path}`);
      }),
    );
  });
});

/** A slash stays one: an escaped slash is refused for itself. */
const escaped = (character: string, depth: number) =>
  depth === 0 || character === '/'
    ? character
    : `%${'25'.repeat(depth - 1)}${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
const escapedAll = (text: string, depth: number) =>
  text
    .split('')
    .map((character) => escaped(character, depth))
    .join('');
