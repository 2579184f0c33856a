import * as fc from 'fast-check';

/** What of a request must arrive as it was sent. Its length and coding are the matter of each hop. */
export const REQUEST_FIELDS = [
  'accept',
  'accept-encoding',
  'accept-language',
  'content-encoding',
  'content-language',
  'content-type',
  'idempotency-key',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'prefer',
  'range',
  'user-agent',
];
/** What of an answer must arrive as it was sent. */
export const ANSWER_FIELDS = [
  'accept-ranges',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-length',
  'content-range',
  'content-type',
  'etag',
  'last-modified',
  'link',
  'retry-after',
];
/** What must not arrive. */
const OTHER_FIELDS = ['x-user', 'x-forwarded-for', 'forwarded', 'te', 'via', 'origin-trial', 'dnt'];

const characters = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => String.fromCodePoint(from + index));
const PRINTABLE = characters(0x21, 0x7e);
const escapes = [...characters(0x20, 0x7e), ...characters(0x80, 0xff)]
  .filter((character) => !'./\\%'.includes(character))
  .map((character) => `%${character.charCodeAt(0).toString(16)}`);

const text = (units: string[], maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...units), maxLength });
// RFC 3986 §3.3, and what §3.4 lets a query be, and more. No policy but the last has a path like these.
const segment = text(["-_~!$&'()*+,=:@0aZ9".split(''), escapes].flat(), 12);
const path = fc.array(segment, { maxLength: 4 }).map((segments) => ['/r', ...segments].join('/'));
const query = fc.option(
  text(
    PRINTABLE.filter((character) => character !== '#'),
    30,
  ),
  { nil: undefined },
);
const fieldValue = text([...PRINTABLE, ...characters(0xa1, 0xff), ' ', '\t'], 30).map((value) =>
  value.trim(),
);
const fields = (names: string[], maxKeys: number) =>
  fc.dictionary(fc.constantFrom(...names), fieldValue, { maxKeys });
const content = fc
  .oneof(
    { weight: 29, arbitrary: fc.uint8Array({ maxLength: 300 }) },
    {
      weight: 1,
      arbitrary: fc
        .integer({ min: 1, max: 100_000 })
        .map((size) => new Uint8Array(size).fill(size)),
    },
  )
  .map((bytes) => Buffer.from(bytes));

export const requests = fc.record({
  method: fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'),
  target: fc
    .tuple(path, query)
    .map(([before, after]) => before + (after === undefined ? '' : `?${after}`)),
  forwarded: fields(REQUEST_FIELDS, 6),
  others: fields(OTHER_FIELDS, 3),
  content: fc.option(content, { nil: undefined }),
  chunkSize: fc.option(fc.integer({ min: 1, max: 70_000 }), { nil: undefined }),
});
export const answers = fc.record({
  status: fc.integer({ min: 200, max: 599 }).filter((status) => ![401, 431].includes(status)),
  fields: fields(
    ANSWER_FIELDS.filter((name) => name !== 'content-length'),
    6,
  ),
  content,
  inChunks: fc.boolean(),
});
export type RandomRequest = typeof requests extends fc.Arbitrary<infer T> ? T : never;
export type RandomAnswer = typeof answers extends fc.Arbitrary<infer T> ? T : never;
