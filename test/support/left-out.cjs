// For jest (`filter`): which tests run here. Those that need a program which this machine hasn't got are left
// out, and one sentence says so; whoever sets TESTS_MAY_INSTALL=true gets the program instead.
const { existsSync, readFileSync } = require('node:fs');
const path = require('node:path');
const { findInstalled, OPENSSL, STORE } = require('./installed.ts');

/** What needs a program is whatever imports these modules, or something that does. */
const NEEDS = [
  [['session-server.ts', '../bench/store.ts'], STORE],
  [['certificate.ts'], OPENSSL],
].map(([modules, needed]) => [modules.map((module) => path.join(__dirname, module)), needed]);
const IMPORT = /^(?:import|export) (?!type )[^;]*? from '(\.[^']+)\.js';$/gmu;

function reaches(file, wanted, seen = new Set()) {
  if (wanted.includes(file)) return true;
  if (seen.has(file) || !existsSync(file)) return false;
  seen.add(file);
  return [...readFileSync(file, 'utf8').matchAll(IMPORT)].some(([, module]) =>
    ['.ts', '.tsx'].some((end) =>
      reaches(path.join(path.dirname(file), module + end), wanted, seen),
    ),
  );
}

module.exports = async (files) => {
  const left = new Set();
  for (const [modules, needed] of NEEDS) {
    const those = files.filter((file) => reaches(file, modules));
    if (those.length === 0 || findInstalled(needed) !== undefined) continue;
    const { programs, debianPackage } = needed;
    for (const file of those) left.add(file);
    process.stderr.write(
      `Test files left out: ${those.length}, which need ${programs[0]} in PATH. Install it (Debian and Ubuntu: ` +
        `apt-get install ${debianPackage}), or let the tests do so: TESTS_MAY_INSTALL=true npm test\n`,
    );
  }
  return { filtered: files.filter((file) => !left.has(file)) };
};
