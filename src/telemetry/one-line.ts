const MAX_LENGTH = 500;
const MAX_CAUSES = 5;

/**
 * What an error says and what its causes say, on one line: for failures that are foreseen, where a
 * stack tells nothing. Only messages and codes are read, for libraries hang more onto their errors.
 */
export function oneLine(error: unknown): string {
  const said: string[] = [];
  let next = error;
  for (let depth = 0; next instanceof Error && depth < MAX_CAUSES; depth += 1) {
    const code = 'code' in next && typeof next.code === 'string' ? next.code : next.name;
    said.push(next.message || code);
    next = next.cause;
  }
  const unique = [...new Set(said)]; // a failure may say nothing but its cause's words
  return unique.join(': ').replace(/\s+/g, ' ').slice(0, MAX_LENGTH) || 'unknown';
}
