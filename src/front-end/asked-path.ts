/** What could be read as another path on some way: as more segments, as fewer, or as the end of it. */
const UNCLEAR = /[\p{Cc}/\\]/u;

/**
 * The path that a request asks for, its escapes undone once, or nothing where it can be read in more than one
 * way: with dot segments, empty ones, or a slash behind an escape.
 */
export function askedPath(escaped: string): string | undefined {
  const [root, ...segments] = escaped.split('/');
  if (root !== '' || segments.length === 0) return undefined;
  const read = segments.map(unescape);
  const isClear = read.every(
    (segment, at) =>
      segment !== undefined &&
      !UNCLEAR.test(segment) &&
      segment !== '.' &&
      segment !== '..' &&
      (segment !== '' || at === read.length - 1),
  );
  return isClear ? `/${read.join('/')}` : undefined;
}

function unescape(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined; // a % that begins no escape, or bytes that are no text
  }
}
