import { RequestFailed } from '../http/failures/failure.js';

/** More than any chain of servers undoes, and few enough that the work stays in step with the length. */
const ROUNDS = 3;

const ESCAPED_ASCII = /%[0-7][\da-f]/i;
const EVERY_ESCAPED_ASCII = /%([0-7][\da-f])/gi;
/** Slashes, backslashes and control characters behind an escape; the latter two as they are. */
const ESCAPED_END = /%(?:2f|5c|[01][\da-f]|7f)/i;
// oxlint-disable-next-line no-control-regex -- to find them
const PLAIN_END = /[\\\0-\x1f\x7f]/;
/** A segment `.` or `..`, also before what some servers cut off it (RFC 3986 §3.3: parameters). */
const DOT_SEGMENT = /\/\.\.?(?:[/;?#]|$)/;

/**
 * What servers may make of a path, from as it came to its escapes undone three times over. Each hop
 * decodes in its own way, and the API may be behind several.
 *
 * @throws RequestFailed `bad_path` where any of them could climb out of API_URL or cut the path off, or
 *   where escapes are left after the last: nobody who means well wraps a path so often
 */
export function readingsOf(pathname: string): string[] {
  const readings = [pathname];
  let reading = pathname;
  for (let round = 0; ESCAPED_ASCII.test(reading); round += 1) {
    if (round === ROUNDS || ESCAPED_END.test(reading)) throw new RequestFailed('bad_path');
    reading = reading.replaceAll(EVERY_ESCAPED_ASCII, (_, code: string) =>
      String.fromCodePoint(Number.parseInt(code, 16)),
    );
    readings.push(reading);
  }
  if (PLAIN_END.test(reading) || readings.some((each) => DOT_SEGMENT.test(each))) {
    throw new RequestFailed('bad_path');
  }
  return readings;
}
