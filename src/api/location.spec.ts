import * as fc from 'fast-check';
import { locationsUnder } from './location.js';

const API_URL = 'http://api.example:8080/v1';
const ours = locationsUnder(API_URL, '/api');

describe('a Location of the API', () => {
  it.each([
    ['http://api.example:8080/v1/items/42', '/api/items/42'],
    ['http://api.example:8080/v1', '/api'],
    ['http://api.example:8080/v1/', '/api/'],
    ['http://api.example:8080/v1?x=1', '/api?x=1'],
    ['http://api.example:8080/v1/items/42?x=%2F#part', '/api/items/42?x=%2F#part'],
    ['HTTP://API.Example:08080/v1/x', '/api/x'],
    ['//api.example:8080/v1/x', '/api/x'],
    ['/v1/items/42', '/api/items/42'],
    ['/v1//x', '/api//x'],
    ['42', '/api/items/42'],
    ['./42', '/api/items/42'],
    ['../users', '/api/users'],
    ['?page=2', '/api/items/new?page=2'],
    ['#part', '/api/items/new?x#part'],
    ['/v1/a/../b', '/api/b'],
    ['/v1/caf\xc3\xa9', '/api/caf%C3%A9'],
    ['/v1/caf\xe9', '/api/caf%E9'],
    ['/v1/%252e%252e/x', '/api/%252e%252e/x'],
  ])('%s comes back as %s', (location, path) => {
    expect(ours(location, '/items/new?x')).toBe(path);
  });

  it.each([
    'https://api.example:8080/v1/x',
    'http://api.example/v1/x',
    'http://api.example:80/v1/x',
    'http://api.example.evil.example:8080/v1/x',
    'http://api.example:8080@evil.example/v1/x',
    'http://user:secret@api.example:8080/v1/x',
    'http://user@api.example:8080/v1/x',
    'http://:secret@api.example:8080/v1/x',
    'http://evil.example/http://api.example:8080/v1/x',
    '//evil.example/v1/x',
    'https://elsewhere.example/',
    '/v1x',
    '/v2/items',
    '/',
    '/v1/../x',
    '/v1/%2e%2e/x',
    '/V1/x',
    '../../x',
    'http://',
    'http://[',
    'http://api.example:99999999/v1/x',
    'mailto:a@b.example',
    'javascript:alert(1)',
  ])('%s stays as it is', (location) => {
    expect(ours(location, '/items/new')).toBe(location);
  });

  it('without a path in API_URL, everything there is under it', () => {
    const map = locationsUnder('https://api.example', '/api');
    expect(map('/x', '/a')).toBe('/api/x');
    expect(map('https://api.example:443', '/a')).toBe('/api/');
    expect(map('https://api.example.com/x', '/a')).toBe('https://api.example.com/x');
  });

  it('leads to what the API meant, or nowhere new, whatever it says', () => {
    const pieces = [
      ...'/.?#:@%\\[ \t'.split(''),
      '..',
      '%2e',
      'v1',
      'http://api.example:8080',
      'a',
    ];
    const text = fc.string({ unit: fc.constantFrom(...pieces), maxLength: 8 });
    fc.assert(
      fc.property(text, (location) => {
        const mapped = ours(location, '/items/new');
        if (mapped === location) return;
        const browser = new URL(mapped, 'https://app.example');
        expect(browser.origin).toBe('https://app.example');
        expect(browser.pathname).toMatch(/^\/api(\/|$)/);
        const meant = new URL(location, `${API_URL}/items/new`).href;
        const led = API_URL + browser.href.slice('https://app.example/api'.length);
        expect(led).toBe(meant);
      }),
      { numRuns: 2_000 },
    );
  });
});
