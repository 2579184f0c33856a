import { forwardedPath } from './forwarded-path.js';

describe('forwardedPath', () => {
  it.each([
    ['/api/hello', '/hello'],
    ['/api/', '/'],
    ['/api/a%20b/c;d=e?x=%2F..%2f&y=/../z', '/a%20b/c;d=e?x=%2F..%2f&y=/../z'],
    ['/api/.well-known/...', '/.well-known/...'],
    ['/api/a//b', '/a//b'],
    ['/api/%E9/%c3%28/%zz', '/%E9/%c3%28/%zz'],
    ['/api/a;..;b/...;c', '/a;..;b/...;c'],
    ['/api/?%00', '/?%00'],
    ['/api/%25%32%65', '/%25%32%65'],
  ])('forwards %s byte for byte', (target, path) => {
    expect(forwardedPath(target)).toBe(path);
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
  ])('refuses %s', (target) => {
    expect(() => forwardedPath(target)).toThrow('bad_path');
  });
});
