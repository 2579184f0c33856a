import type { Keys } from './schema.js';

/** The keys that are sound in themselves; one that isn't has been named already. */
export type Values = Partial<Keys>;

/** What one key demands of another: the key to change, what to do, and when it is broken. */
export type Rule = [key: keyof Keys, advice: string, isBroken: (values: Values) => unknown];
