import { type Check, type Target, Wrong } from './check.js';
import { attackChecks, loginChecks } from './login-checks.js';
import { productChecks } from './product-checks.js';

const ALL = [...productChecks, ...attackChecks, ...loginChecks];

/**
 * Makes every check, whatever became of those before it, and prints a line for each.
 *
 * @returns how many failed
 */
export async function report(
  target: Target,
  print: (line: string) => void,
  checks: readonly Check[] = ALL,
): Promise<number> {
  print(`Smoke test of ${target.origin.origin}\n`);
  let failed = 0;
  for (const { name, run } of checks) {
    const skipped = await run(target).catch((error: unknown) => {
      failed += 1;
      print(`  ✖ ${name}\n      ${reasonOf(error)}`);
      return 'failed' as const;
    });
    if (skipped === undefined) print(`  ✔ ${name}`);
    else if (skipped !== 'failed') print(`  – ${name}\n      not checked: ${skipped}`);
  }
  print(failed === 0 ? '\nAll is well.' : `\n${failed} of ${checks.length} checks failed.`);
  return failed;
}

function reasonOf(error: unknown): string {
  if (error instanceof Wrong) return error.message;
  const { cause = error } = error instanceof Error ? error : {};
  return `no answer: ${cause instanceof Error ? cause.message || cause.name : String(cause)}`;
}
