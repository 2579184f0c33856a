/** How many times as many cases as `npm test` takes: see CONTRIBUTING.md. */
// oxlint-disable-next-line node/no-process-env -- a flag of the tests, no setting of the product
const TIMES = Number(process.env['FUZZ_TIMES'] ?? 1);
if (!(TIMES >= 1)) throw new Error('FUZZ_TIMES must be a number of at least 1');

const PATIENCE_MS = 120_000;

/** What fast-check is told: this many cases, or as many times more as were asked for. */
export const runs = (cases: number) => ({ numRuns: Math.round(cases * TIMES) });

/** The time that jest gives them, in ms: they take a few seconds where nothing hangs. */
export const patience = Math.round(PATIENCE_MS * TIMES);
