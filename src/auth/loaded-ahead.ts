import type { Request } from 'express';

/**
 * Whether a browser only guesses that its person may go there: it may never show what it gets, so that
 * nothing may begin by it or be used up. `Sec-Purpose` (W3C), `Purpose` and `X-Moz` before it.
 */
export function isLoadedAhead({ headers }: Request): boolean {
  const purposes = [headers['sec-purpose'], headers['purpose'], headers['x-moz']];
  return purposes.some((purpose) => /\bpre(?:fetch|render|view)\b/i.test(String(purpose)));
}
