const PATIENCE_MS = 10_000;
const PAUSE_MS = 20;

/** Asks until the answer is yes: for what comes about by itself and tells nobody when. @returns after how many ms */
export async function eventually(
  asked: () => Promise<boolean>,
  patienceMs = PATIENCE_MS,
): Promise<number> {
  const started = process.hrtime.bigint(); // a test may have moved the other clocks
  const passed = () => Number((process.hrtime.bigint() - started) / 1_000_000n);
  while (!(await asked())) {
    if (passed() > patienceMs) throw new Error(`It did not come about within ${patienceMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return passed();
}
