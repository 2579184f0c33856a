import { loginChecks } from '../smoke/login-checks.js';
import { productChecks } from '../smoke/product-checks.js';
import { report } from '../smoke/report.js';

/**
 * Makes the smoke test's checks but for those that a security team would see as an attack each minute,
 * and fails where one of them does: its errors are what the alarm counts, its log says which.
 */
export async function handler(): Promise<void> {
  // oxlint-disable-next-line node/no-process-env -- a Lambda is configured by its environment
  const { TARGET_URL = '', ISSUER } = process.env;
  const lines: string[] = [];
  const failed = await report(
    { origin: new URL(TARGET_URL), issuer: ISSUER },
    (line) => lines.push(line),
    [...productChecks, ...loginChecks],
  );
  if (failed > 0) throw new Error(lines.join('\n'));
}
