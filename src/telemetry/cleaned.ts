/** Control and format characters (line breaks, bidirectional overrides), and what is no character at all. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]+/gu;

/**
 * Somebody else's words, fit for a log line or a page: without what would break a line or turn the
 * reading order, and of at most `length` characters. `undefined` where nothing is left.
 */
export function cleaned(text: unknown, length: number): string | undefined {
  if (typeof text !== 'string') return undefined;
  const plain = text
    .slice(0, 4 * length)
    .replaceAll(UNSEEN, ' ')
    .trim();
  return plain === '' ? undefined : Array.from(plain).slice(0, length).join('');
}
