import * as fc from 'fast-check';
import { loginUrl, safeReturnTo } from './return-to.js';

const origin = 'https://app.example.com';
const site = { publicUrl: origin, apis: [{ prefix: '/api' }] };

describe('safeReturnTo', () => {
  it.each([
    ['/', '/'],
    ['/account', '/account'],
    ['/account?tab=1&x=%20y#top', '/account?tab=1&x=%20y#top'],
    ['/a/../b', '/b'],
    ['/?next=https://evil.example', '/?next=https://evil.example'],
    ['/ä', '/%C3%A4'],
    ['/account?', '/account'],
    ['/account?#', '/account'],
    ['/account?#top', '/account#top'],
    ['/account?x=?', '/account?x=?'],
    ['/apiary', '/apiary'],
    ['/authors', '/authors'],
    ['/x/api/y', '/x/api/y'],
    ['/?next=/api/x', '/?next=/api/x'],
    [`/${'a'.repeat(2047)}`, `/${'a'.repeat(2047)}`],
  ])('lets %s through as %s', (wish, path) => {
    expect(safeReturnTo(wish, site)).toBe(path);
  });

  it.each([
    ['a scheme-relative URL', '//evil.example'],
    ['three slashes', '///evil.example'],
    ['a backslash', '/\\evil.example'],
    ['two backslashes', '\\\\evil.example'],
    ['a slash and a backslash inside', '/\\/evil.example'],
    ['a tab between slashes', '/\t/evil.example'],
    ['a newline between slashes', '/\n/evil.example'],
    ['a carriage return', '/\r/evil.example'],
    ['a dot that resolves to two slashes', '/.//evil.example'],
    ['dots that resolve to two slashes', '/a/..//evil.example'],
    ['an encoded dot that resolves', '/%2e//evil.example'],
    ['an absolute URL', 'https://evil.example'],
    ['an absolute URL of ours', 'https://app.example.com/x'],
    ['a scheme with script', 'javascript:alert(1)'],
    ['a data URL', 'data:text/html,x'],
    ['user info', '//app.example.com@evil.example'],
    ['no slash', 'account'],
    ['an empty string', ''],
    ['a leading space', ' //evil.example'],
    ['the login itself', '/auth/login?returnTo=/'],
    ['the callback', '/auth/callback?code=x'],
    ['the login behind dots', '/x/../auth/login'],
    ['the login in capitals', '/AUTH/login'],
    ['the login’s folder', '/auth'],
    ['the API', '/api'],
    ['the API’s root', '/api/'],
    ['the API in capitals', '/Api/hello'],
    ['the API with a query', '/API?x'],
    ['the API with a fragment', '/api#x'],
    ['the API behind dots', '/x/%2e./api/hello'],
    ['the API behind a backslash', '/api\\hello'],
    ['the API behind a tab', '/a\tpi/hello'],
    ['us with a name and a password', '//user:secret@app.example.com/x'],
    ['what is too long', `/${'a'.repeat(2048)}`],
    ['what is too long once it is escaped', `/${'ä'.repeat(400)}`],
    ['what is too long in its query', `/?${'a'.repeat(2048)}`],
    ['what is too long in its fragment', `/#${'a'.repeat(2048)}`],
    ['a list', ['/a', '//evil.example']],
    ['nothing', undefined],
  ])('sends %s home', (_name, wish) => {
    expect(safeReturnTo(wish, site)).toBe('/');
  });

  it('ends on a page of ours as a browser reads it, whatever is wished for', () => {
    const pieces = [
      ...'/\\?#.@:;%\t\n '.split(''),
      '%2e',
      '%2f',
      'api',
      'API',
      'auth',
      'evil.example',
      'a',
    ];
    const wish = fc
      .string({ unit: fc.constantFrom(...pieces), maxLength: 12 })
      .map((text) => `/${text}`);
    fc.assert(
      fc.property(wish, (text) => {
        const path = safeReturnTo(text, site);
        const url = new URL(path, origin);
        expect([url.origin, url.username]).toEqual([origin, '']);
        expect(path).toMatch(/^\/(?![/\\])/);
        expect(url.pathname).not.toMatch(/^\/(api|auth)(\/|$)/i);
        expect(safeReturnTo(path, site)).toBe(path); // and sent around once more, it stays
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('loginUrl', () => {
  it('carries the page as one parameter', () => {
    expect(loginUrl('/a?b=c&d=e#f')).toBe('/auth/login?returnTo=%2Fa%3Fb%3Dc%26d%3De%23f');
  });
});
