/** Of shorter names anything is one letter away: HOST and POST. */
const MIN_LENGTH = 6;

/**
 * The variables that aren't ours and look as if they were meant to be: one letter more, less or
 * other, two letters swapped, or in lower case. Pairs of what is there and what may be meant.
 */
export function nearNames(present: string[], ours: string[]): [written: string, meant: string][] {
  const known = new Set(ours);
  const long = ours.filter((name) => name.length >= MIN_LENGTH);
  return present
    .filter((name) => !known.has(name))
    .flatMap((name) =>
      long
        .filter((meant) => isOneEditAway(name.toUpperCase(), meant))
        .map((meant): [string, string] => [printable(name), meant]),
    );
}

/** What is left of both without their common beginning and end: nothing, one letter, or two swapped. */
function isOneEditAway(one: string, other: string): boolean {
  const shorter = Math.min(one.length, other.length);
  let start = 0;
  while (start < shorter && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < shorter - start && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  const rest = one.slice(start, one.length - end);
  const otherRest = other.slice(start, other.length - end);
  if (rest.length <= 1 && otherRest.length <= 1) return true;
  const isPair = rest.length === 2 && otherRest.length === 2;
  return isPair && rest[0] === otherRest[1] && rest[1] === otherRest[0];
}

/** The environment's names are anybody's: none of them makes a line of its own. */
const printable = (name: string) => name.replaceAll(/[^ -~]/gu, '?');
