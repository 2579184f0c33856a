import * as fc from 'fast-check';
import { askedPath } from './asked-path.js';

describe('the path that is asked for', () => {
  it.each([
    ['/', '/'],
    ['/assets/x.js', '/assets/x.js'],
    ['/a%20b/%C3%BC', '/a b/ü'],
    ['/reports/', '/reports/'],
    ['/%252e%252e/x', '/%2e%2e/x'],
    ['/...', '/...'],
    ['/a:b@c', '/a:b@c'],
  ])('%s is %s', (escaped, path) => {
    expect(askedPath(escaped)).toBe(path);
  });

  it.each([
    '',
    '*',
    'x',
    '//',
    '//x',
    '/x//y',
    '/.',
    '/..',
    '/x/../y',
    '/%2e%2e/x',
    '/.%2E/x',
    '/%2e',
    '/x%2fy',
    '/..%2f..%2fetc%2fpasswd',
    '/x%5cy',
    '/..%5c..%5cx',
    '/x\\y',
    '/x%00.js',
    '/x%0a',
    '/x%7f',
    '/x%c2%85',
    '/%',
    '/%zz',
    '/%E0%A4%A',
    '/%c0%ae%c0%ae/x',
    '/%ff',
  ])('%s is none, for it can be read in more than one way', (escaped) => {
    expect(askedPath(escaped)).toBeUndefined();
  });

  it('is one that a browser would ask for in these words, or none', () => {
    const tokens = ['/', '.', '%2e', '%2f', '%5c', '\\', '%', 'a', '%00', '%25', ';', '%c3', 'ü'];
    const noise = fc.oneof(fc.constantFrom(...tokens), fc.string({ maxLength: 3 }));
    fc.assert(
      fc.property(fc.array(noise, { maxLength: 12 }), (parts) => {
        const path = askedPath(`/${parts.join('')}`);
        if (path === undefined) return;
        const again = `/${path.slice(1).split('/').map(encodeURIComponent).join('/')}`;
        expect(new URL(again, 'http://localhost').pathname).toBe(again);
        expect(askedPath(again)).toBe(path);
      }),
      { numRuns: 2_000 },
    );
  });
});
