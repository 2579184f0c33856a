import { loginUrl, safeReturnTo } from './return-to.js';

const origin = 'https://app.example.com';

describe('safeReturnTo', () => {
  it.each([
    ['/', '/'],
    ['/account', '/account'],
    ['/account?tab=1&x=%20y#top', '/account?tab=1&x=%20y#top'],
    ['/a/../b', '/b'],
    ['/?next=https://evil.example', '/?next=https://evil.example'],
    ['/ä', '/%C3%A4'],
  ])('lets %s through as %s', (wish, path) => {
    expect(safeReturnTo(wish, origin)).toBe(path);
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
    ['a list', ['/a', '//evil.example']],
    ['nothing', undefined],
  ])('sends %s home', (_name, wish) => {
    expect(safeReturnTo(wish, origin)).toBe('/');
  });
});

describe('loginUrl', () => {
  it('carries the page as one parameter', () => {
    expect(loginUrl('/a?b=c&d=e#f')).toBe('/auth/login?returnTo=%2Fa%3Fb%3Dc%26d%3De%23f');
  });
});
