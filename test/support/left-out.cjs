// For jest (`filter`): which tests run here. Those that need a program or packages which this machine hasn't got
// are left out, and one sentence says so; whoever sets TESTS_MAY_INSTALL=true gets what they need instead.
const { existsSync, readFileSync } = require('node:fs');
const path = require('node:path');
const { findInstalled, hasPackages, OPENSSL, PEERS, SPA, STORE } = require('./installed.ts');

const program = (needed) => ({
  isThere: () => findInstalled(needed) !== undefined,
  words: `${needed.programs[0]} in PATH. Install it (Debian and Ubuntu: apt-get install ${needed.debianPackage})`,
});
const packages = (folder) => ({
  isThere: () => hasPackages(folder),
  words: `the packages of ${folder}. Install them (npm ci --prefix ${folder})`,
});

/** What needs a program, or packages, is each of these modules, and whatever imports one or something that does. */
const NEEDS = [
  [['session-server.ts', '../bench/store.ts'], program(STORE)],
  [['certificate.ts'], program(OPENSSL)],
  [['spa.ts'], packages(SPA)],
  [['../bench/contestants.spec.ts'], packages(PEERS)],
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
    if (those.length === 0 || needed.isThere()) continue;
    for (const file of those) left.add(file);
    process.stderr.write(
      `Test files left out: ${those.length}, which need ${needed.words}, ` +
        'or let the tests do so: TESTS_MAY_INSTALL=true npm test\n',
    );
  }
  return { filtered: files.filter((file) => !left.has(file)) };
};
