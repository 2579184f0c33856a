import { isNativeError } from 'node:util/types';

/** How long anybody is waited for who ought to answer at once. */
export const PATIENCE_MS = 5_000;

/**
 * Somebody who takes part doesn't do what all do, so nothing that was measured counts. The message is one
 * sentence that says who it is and what was seen.
 */
export class Broken extends Error {}

/** What somebody said, short enough for a sentence. */
export const quoted = (text: string): string =>
  `“${text.length > 200 ? `${text.slice(0, 200)}…` : text}”`;

/** Why something didn't come about: what lies at the bottom of it. */
export function reasonOf(error: unknown): string {
  if (!isNativeError(error)) return String(error);
  if (error instanceof Broken) return error.message;
  if (error.cause !== undefined) return reasonOf(error.cause);
  return 'errors' in error && Array.isArray(error.errors)
    ? error.errors.map(reasonOf).join(', ') // each address of a host was tried
    : error.message;
}
