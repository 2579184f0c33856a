/** What makes it unclear where a request ends, and what such a request holds. */
type Unclear = readonly [name: string, fields: readonly string[], body: string];

export const LAST_CHUNK = '0\r\n\r\n';
const lengthOf = (value: string) => `Content-Length:${value}`;
export const CHUNKED = 'Transfer-Encoding: chunked';
const FIVE = 'Content-Length: 5';

const LENGTHS = [
  [' -1', ' +5', ' 0x5', ' a', ' 5e0', ' 5.0', ' 1_0', ' 1 0', ' 5 bytes', ' "5"', '', '  '],
  [' 5, 5', ' 0, 5', ' 5,', ' ,5', ' \xd9\xa5', ' 18446744073709551621', ` ${'9'.repeat(40)}`],
  [' 5\0', ' \x005', '\x0b5', ' 5\x0c', ' \xa05', '\r\n 5', ' 1\r\n 0', '\n5', '\r5'],
].flat();
const lengths = LENGTHS.map((value): Unclear => {
  return [`the length ${JSON.stringify(value)}`, [lengthOf(value)], 'hello'];
});

const twoLengths: Unclear[] = [
  ['one length twice', [FIVE, FIVE], 'hello'],
  ['two lengths, the first 0', [lengthOf(' 0'), FIVE], 'hello'],
  ['two lengths, the second 0', [FIVE, lengthOf(' 0')], 'hello'],
  ['two lengths in unlike cases', [FIVE, 'content-length: 0'], 'hello'],
  ['a length and a coding', [FIVE, CHUNKED], LAST_CHUNK],
  ['a coding and a length', [CHUNKED, FIVE], LAST_CHUNK],
  ['a coding and a length far beyond it', [CHUNKED, lengthOf(' 400')], LAST_CHUNK],
  ['a coding and a length of 0', [CHUNKED, lengthOf(' 0')], `5\r\nhello\r\n${LAST_CHUNK}`],
  ['a coding and a length that is none', [CHUNKED, lengthOf(' x')], LAST_CHUNK],
];

const CODINGS = [
  ['xchunked', 'chunkedx', 'chunked, chunked', 'chunked, gzip', 'gzip, chunked', 'gzip', 'deflate'],
  ['identity', 'identity, chunked', 'chunked, identity', 'chunked;q=1', 'chunked,', ', chunked'],
  ['"chunked"', 'cow', 'chun ked', '\x0bchunked', 'chunked\x0c', 'chunked\0', '\xa0chunked', ''],
].flat();
const codings = CODINGS.map((coding): Unclear => {
  return [`the coding ${JSON.stringify(coding)}`, [`Transfer-Encoding: ${coding}`], LAST_CHUNK];
});

const twoCodings: Unclear[] = [
  ['one coding twice', [CHUNKED, CHUNKED], LAST_CHUNK],
  ['an unknown coding after it', [CHUNKED, 'Transfer-Encoding: cow'], LAST_CHUNK],
  ['an unknown coding before it', ['Transfer-Encoding: cow', CHUNKED], LAST_CHUNK],
  ['an unknown coding and a length', ['Transfer-Encoding: xchunked', FIVE], 'hello'],
];

// RFC 9112 §2.2 and §5.1: what one reader takes for a field, another takes for a part of one
const fields: Unclear[] = [
  ['a space before the colon', ['Transfer-Encoding : chunked'], LAST_CHUNK],
  ['a tab before the colon', ['Content-Length\t: 5'], 'hello'],
  ['a space before the colon of a length', ['Content-Length : 5'], 'hello'],
  ['a NUL before the colon', ['Content-Length\0: 5'], 'hello'],
  ['a space before a name', [' Transfer-Encoding: chunked'], LAST_CHUNK],
  ['a value on the next line', ['Transfer-Encoding:\r\n chunked'], LAST_CHUNK],
  ['a value on the next line, after a tab', ['Transfer-Encoding:\r\n\tchunked'], LAST_CHUNK],
  ['a field behind a bare LF', ['X: y\nTransfer-Encoding: chunked'], LAST_CHUNK],
  ['a field behind a bare CR', ['X: y\rTransfer-Encoding: chunked'], LAST_CHUNK],
  ['a field behind a NUL', ['X: y\0Transfer-Encoding: chunked'], LAST_CHUNK],
  ['an empty line of bare LFs', ['X: y\n\n'], ''],
  ['no colon', ['Transfer-Encoding'], LAST_CHUNK],
  ['no name', [': chunked'], LAST_CHUNK],
  ['a name in quotes', ['"Content-Length": 5'], 'hello'],
  ['a name with a slash', ['Content/Length: 5'], 'hello'],
  ['a name that is not ASCII', ['Content\xadLength: 5'], 'hello'],
];

const CHUNKS = [
  ['a size beyond 64 bits', '10000000000000005\r\nhello\r\n'],
  ['a size of 32 digits', `${'f'.repeat(32)}\r\nhello\r\n`],
  ['a negative size', '-5\r\nhello\r\n'],
  ['a size with a plus', '+5\r\nhello\r\n'],
  ['a size with 0x', '0x5\r\nhello\r\n'],
  ['a size with an underscore', '0_5\r\nhello\r\n'],
  ['a size with a space before it', ' 5\r\nhello\r\n'],
  ['a size that is a word', 'five\r\nhello\r\n'],
  ['no size', '\r\nhello\r\n'],
  ['no size, but an extension', ';a=b\r\nhello\r\n'],
  ['a size that ends with a bare LF', '5\nhello\r\n'],
  ['a size that ends with a bare CR', '5\rhello\r\n'],
  ['a size with a NUL', '5\0\r\nhello\r\n'],
  ['an extension with a bare LF', '5;a\nb\r\nhello\r\n'],
  ['an extension that hides a chunk', '5;\nhello\r\n'],
  ['an extension with a bare CR', '5;a\rb\r\nhello\r\n'],
  ['an extension with a NUL', '5;a=\0\r\nhello\r\n'],
  ['an extension without a semicolon', '5 a=b\r\nhello\r\n'],
  ['an extension of 64 KiB', `5;${'a'.repeat(65_536)}\r\nhello\r\n`],
  ['more in a chunk than its size', '5\r\nhelloworld\r\n'],
  ['less in a chunk than its size', '7\r\nhello\r\n'],
  ['a chunk that ends with a bare LF', '5\r\nhello\n'],
  ['a chunk that ends with a bare CR', '5\r\nhello\r'],
  ['a chunk that ends with other bytes', '5\r\nhelloXX'],
  ['an end in bare LFs', '5\r\nhello\r\n0\n\n'],
  ['trailers that are none', '5\r\nhello\r\n0\r\nnonsense\r\n\r\n'],
  ['trailers with a bare LF', '5\r\nhello\r\n0\r\nX: y\nZ: a\r\n\r\n'],
  ['trailers on the next line', '5\r\nhello\r\n0\r\nX:\r\n y\r\n\r\n'],
  ['trailers of 64 KiB', `5\r\nhello\r\n0\r\nX: ${'a'.repeat(65_536)}\r\n\r\n`],
] as const;
const chunks = CHUNKS.map(([name, bytes]): Unclear => {
  return [`chunks: ${name}`, [CHUNKED], bytes + LAST_CHUNK];
});

export const unclear: Unclear[] = [lengths, twoLengths, codings, twoCodings, fields, chunks].flat();
