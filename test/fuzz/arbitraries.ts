import * as fc from 'fast-check';

const latin1 = Array.from({ length: 256 }, (_, code) => String.fromCodePoint(code));
/** What may stand in a field's value (RFC 9110 §5.5), and Node's parser lets pass. */
const fieldCharacters = latin1.filter((character) => /[\t\x20-\x7e\x80-\xff]/.test(character));

const textOf = (units: string[], maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...units), maxLength });

/** The words of a text, for long lists of them. */
export const words = (text: string): string[] => text.trim().split(/\s+/);

/** Any characters that a field may have. */
export const fieldText = (maxLength = 40) => textOf(fieldCharacters, maxLength);

/** These words in any order and number, with noise of these units in between: near to what is meant, and wrong. */
export const spiced = (wording: readonly string[], noise = fieldText(4), maxLength = 10) =>
  fc
    .array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...wording) }, noise), { maxLength })
    .map((parts) => parts.join(''));

/** A text with something changed in it: cut, doubled, or another character somewhere. */
export const damaged = (text: fc.Arbitrary<string>) =>
  fc
    .tuple(text, fc.nat(), fc.constantFrom(...fieldCharacters.filter((c) => c !== ';')), fc.nat(3))
    .map(([whole, at, character, how]) => {
      const index = at % (whole.length + 1);
      const [start, end] = [whole.slice(0, index), whole.slice(index)];
      return [start, end, start + character + end, start + character + end.slice(1)][how] ?? '';
    });

/** An address of its own for each request, as far as a proxy in front says: the limits are not what is tried. */
const address = fc
  .tuple(fc.nat(255), fc.nat(255), fc.nat(255))
  .map((parts) => `X-Forwarded-For: 10.${parts.join('.')}`);

interface Parts {
  readonly line: fc.Arbitrary<string>;
  readonly fields?: fc.Arbitrary<readonly string[]>;
  readonly body?: fc.Arbitrary<string>;
}

/** The bytes of a request; one character is one byte. */
export const requestOf = ({ line, fields = fc.constant([]), body = fc.constant('') }: Parts) =>
  fc
    .tuple(line, address, fields, body)
    .map(([start, from, more, content]) =>
      [`${start} HTTP/1.1`, 'Host: localhost', from, ...more, '', content].join('\r\n'),
    );

/** How people, htmx and programs ask. */
export const asker = fc.constantFrom<readonly string[]>(
  ['Sec-Fetch-Site: none', 'Sec-Fetch-Mode: navigate', 'Accept: text/html'],
  ['Sec-Fetch-Site: same-origin', 'HX-Request: true', 'HX-Request-Type: partial'],
  ['Sec-Fetch-Site: same-origin', 'Sec-Fetch-Mode: cors'],
  ['X-CSRF: 1'],
  [],
);

/** All routes that a browser can reach, and a few that there are not. */
export const somewhere = fc.constantFrom(
  '/',
  '/example',
  '/account',
  '/account/sessions',
  '/account/password',
  '/account/authenticator',
  '/auth/login',
  '/auth/signup',
  '/auth/callback',
  '/auth/confirm',
  '/auth/session',
  '/auth/logout',
  '/health/live',
  '/health/ready',
  '/api',
  '/api/hello',
  '/assets/style.css',
  '/admin/users/somebody',
  '/no/such/page',
);

export const method = fc.constantFrom(
  'GET',
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'PROPFIND',
  'QUERY',
);
