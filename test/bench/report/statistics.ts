/** The middle of these, or between the two in the middle. NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = (sorted.length - 1) / 2;
  const [low = Number.NaN, high = Number.NaN] = [
    sorted[Math.floor(middle)],
    sorted[Math.ceil(middle)],
  ];
  return (low + high) / 2;
}

/** The smallest of these that is not below this share of them. NaN of nothing. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/**
 * The median of what this makes of each pair. Two who were measured in turn are compared round by round,
 * so that the machine's mood, which both met alike, drops out.
 */
export const medianOfPairs = <T>(
  ones: readonly T[],
  others: readonly T[],
  compare: (one: T, other: T) => number,
): number =>
  median(
    ones.flatMap((one, index) => {
      const other = others[index];
      return other === undefined ? [] : [compare(one, other)];
    }),
  );
