/** A message of HTTP/1.x as it stood on the wire (RFC 9112); text is one character for each byte. */
export interface Message {
  readonly startLine: string;
  /** Names in lower case, in the order and as often as they came. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** Without its framing. */
  readonly body: Buffer;
  readonly framing: 'none' | 'length' | 'chunked' | 'close';
  /** After the last chunk. */
  readonly trailers: readonly (readonly [name: string, value: string])[];
}

export interface Head {
  readonly startLine: string;
  readonly fields: Message['fields'];
  /** The bytes that it took. */
  readonly length: number;
}

/** How a message's end is known: a request has no body unless it says so, an answer may last until the close. */
export type BodyRule = 'request' | 'answer' | 'answer without body';

/** A reader that takes this for anything else than what it says would be out of step from here on. */
export class Malformed extends Error {}

const END_OF_HEAD = '\r\n\r\n';
const FIELD = /^([!#$%&'*+\-.^_`|~\w]+):[ \t]*([^\0\r\n]*?)[ \t]*$/;

/** The head at the start of these bytes, once it is all there. */
export function takeHead(bytes: Buffer): Head | undefined {
  const end = bytes.indexOf(END_OF_HEAD);
  if (end === -1) return undefined;
  const [startLine = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  return { startLine, fields: lines.map(field), length: end + END_OF_HEAD.length };
}

/**
 * The message at the start of these bytes, once it is all there, and what follows it. `ended`: no
 * more will come. Strict, since it stands for the reader whom an attacker would like to mislead.
 *
 * @throws Malformed
 */
export function takeMessage(
  bytes: Buffer,
  rule: BodyRule,
  ended = false,
): { message: Message; rest: Buffer } | undefined {
  const head = takeHead(bytes);
  if (!head) return undefined;
  const { startLine, fields } = head;
  const after = bytes.subarray(head.length);
  const whole = (framing: Message['framing'], length: number) => ({
    message: { startLine, fields, body: after.subarray(0, length), framing, trailers: [] },
    rest: after.subarray(length),
  });

  const lengths = valuesOf(fields, 'content-length');
  const codings = valuesOf(fields, 'transfer-encoding');
  if (rule === 'answer without body') return whole('none', 0);
  if (lengths.length + codings.length > 1) throw new Malformed(`${startLine} has two lengths`);
  if (codings.length > 0) {
    if (codings[0] !== 'chunked') throw new Malformed(`${startLine} is ${codings.join()}`);
    return takeChunked(head, after);
  }
  const [length] = lengths;
  if (length === undefined) {
    if (rule === 'request') return whole('none', 0);
    return ended ? whole('close', after.length) : undefined;
  }
  if (!/^\d+$/.test(length)) throw new Malformed(`${startLine} is ${length} bytes long`);
  return after.length < Number(length) ? undefined : whole('length', Number(length));
}

export const valuesOf = (fields: Message['fields'], name: string): string[] =>
  fields.flatMap(([other, value]) => (other === name ? [value] : []));

/** A body as it stands on the wire where its length isn't told beforehand. */
export function inChunks(body: Buffer, size: number): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < body.length; at += size) {
    const chunk = body.subarray(at, at + size);
    parts.push(Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n'));
  }
  return Buffer.concat([...parts, Buffer.from('0\r\n\r\n')]);
}

function takeChunked({ startLine, fields }: Head, after: Buffer) {
  const chunks: Buffer[] = [];
  for (let at = 0; ;) {
    const endOfLine = after.indexOf('\r\n', at);
    if (endOfLine === -1) return undefined;
    const line = after.toString('latin1', at, endOfLine);
    if (!/^[\da-f]{1,8}$/i.test(line)) throw new Malformed(`A chunk is ${line} bytes long`);
    const size = Number.parseInt(line, 16);
    const start = endOfLine + 2;
    if (size === 0) return takeTrailers({ startLine, fields }, Buffer.concat(chunks), after, start);
    if (after.length < start + size + 2) return undefined;
    if (after.toString('latin1', start + size, start + size + 2) !== '\r\n') {
      throw new Malformed('A chunk goes on after its end');
    }
    chunks.push(after.subarray(start, start + size));
    at = start + size + 2;
  }
}

function takeTrailers(
  head: Pick<Head, 'startLine' | 'fields'>,
  body: Buffer,
  after: Buffer,
  start: number,
) {
  const lines: string[] = [];
  for (let at = start; ;) {
    const endOfLine = after.indexOf('\r\n', at);
    if (endOfLine === -1) return undefined;
    const line = after.toString('latin1', at, endOfLine);
    at = endOfLine + 2;
    if (line !== '') {
      lines.push(line);
      continue;
    }
    const message: Message = { ...head, body, framing: 'chunked', trailers: lines.map(field) };
    return { message, rest: after.subarray(at) };
  }
}

function field(line: string): readonly [name: string, value: string] {
  const [, name, value] = FIELD.exec(line) ?? [];
  if (name === undefined || value === undefined) throw new Malformed(`No field: ${line}`);
  return [name.toLowerCase(), value];
}
