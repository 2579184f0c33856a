import { readFileSync } from 'node:fs';
import { production } from './support/production-packages.js';

const ROOT = new URL('../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');

/** Those that let one use, change and hand on, and ask for their notice alone. */
const LICENCES = ['MIT', 'ISC', '0BSD', 'BSD-3-Clause', 'Apache-2.0', 'BlueOak-1.0.0'];
/** What SPDX calls otherwise, or the manifest doesn't say: read in the package itself. */
const READ_THERE: Record<string, string> = {
  'node_modules/htmx.org': '0BSD', // "BSD-0-Clause"
  'node_modules/pause': 'MIT', // in its Readme.md
};

/** As manifests had it before SPDX. */
function oldLicence(path: string): string | undefined {
  const { licenses }: { licenses?: { type: string }[] } = JSON.parse(read(`${path}/package.json`));
  return licenses?.map(({ type }) => type).join(' ');
}

describe.each(production)('of production: %s', (path, locked) => {
  it('is what was locked', () => {
    expect(locked.integrity).toMatch(/^sha512-/);
  });

  it('runs nothing when it is installed', () => {
    expect(locked.hasInstallScript).toBeUndefined();
  });

  it('may be used, changed and handed on', () => {
    expect(LICENCES).toContain(READ_THERE[path] ?? locked.license ?? oldLicence(path));
  });
});
