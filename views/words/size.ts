const UNITS = ['KB', 'MB', 'GB'] as const;

/** A size in bytes as people read it: "812 bytes", "1.4 MB". */
export function sizeInWords(bytes: number): string {
  if (bytes < 1024) return bytes === 1 ? '1 byte' : `${bytes} bytes`;
  const power = Math.min(Math.floor(Math.log2(bytes) / 10), UNITS.length);
  const value = bytes / 1024 ** power;
  // What rounds up to a thousand and more is said by the next unit.
  if (value >= 999.5 && power < UNITS.length) return `1 ${UNITS[power]}`;
  return `${value < 9.95 ? Number(value.toFixed(1)) : Math.round(value)} ${UNITS[power - 1]}`;
}
