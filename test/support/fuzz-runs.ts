/** How many times as many cases as `npm test` takes: see CONTRIBUTING.md. */
// oxlint-disable-next-line node/no-process-env -- a flag of the tests, no setting of the product
const TIMES = Number(process.env['FUZZ_TIMES'] ?? 1);
if (!(TIMES >= 1)) throw new Error('FUZZ_TIMES must be a number of at least 1');

const PATIENCE_MS = 120_000;

/** Any will do: the cases of `npm test` are the same each time, so that it fails for a change alone. */
const SEED = 20_261_126;

/** What fast-check is told: this many cases, or as many times more as were asked for, and others each time. */
export const runs = (cases: number) => ({
  numRuns: Math.round(cases * TIMES),
  ...(TIMES === 1 && { seed: SEED }),
});

/** The time that jest gives them, in ms: they take a few seconds where nothing hangs. */
export const patience = Math.round(PATIENCE_MS * TIMES);
