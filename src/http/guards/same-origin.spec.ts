import { isSameOrigin } from './same-origin.js';

const publicUrl = 'https://app.example.com';

describe('isSameOrigin', () => {
  it.each([
    ['the browser says so', { 'sec-fetch-site': 'same-origin' }],
    ['an older browser names our origin', { origin: publicUrl }],
    ['a program sets the header', { 'x-csrf': '1' }],
  ])('passes where %s', (_name, headers) => {
    expect(isSameOrigin(headers, publicUrl)).toBe(true);
  });

  it.each([
    ['nothing at all', {}],
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['a subdomain', { 'sec-fetch-site': 'same-site' }],
    ['the address bar', { 'sec-fetch-site': 'none' }],
    ['another site with the header', { 'sec-fetch-site': 'cross-site', 'x-csrf': '1' }],
    ['another site with our origin', { 'sec-fetch-site': 'cross-site', origin: publicUrl }],
    ['another origin with the header', { origin: 'https://evil.example', 'x-csrf': '1' }],
    ['an opaque origin', { origin: 'null' }],
    ['our origin as a prefix', { origin: `${publicUrl}.evil.example` }],
    ['our origin with another scheme', { origin: 'http://app.example.com' }],
    ['our origin with another port', { origin: `${publicUrl}:8443` }],
    ['the header with another value', { 'x-csrf': '0' }],
  ])('refuses %s', (_name, headers) => {
    expect(isSameOrigin(headers, publicUrl)).toBe(false);
  });
});
