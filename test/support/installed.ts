import { spawnSync } from 'node:child_process';

const APT_PATIENCE = 'DPkg::Lock::Timeout=300'; // seconds: two test workers may install at once

/**
 * The first of these programs that this machine has. Where it has none and the tests were told that they may
 * (`TESTS_MAY_INSTALL=true`, as root on Debian), the package that brings one is installed.
 *
 * @throws {Error} that says in a sentence what is missing
 */
export function installed(
  programs: readonly string[],
  debianPackage: string,
  may = mayInstall(),
): string {
  const found = findInstalled(programs, debianPackage, may);
  if (found !== undefined) return found;
  throw new Error(
    `These tests need ${programs[0]} in PATH: install it (Debian and Ubuntu: apt-get install ${debianPackage}).`,
  );
}

/** The same, for tests that are left out where there is none. */
export function findInstalled(
  programs: readonly string[],
  debianPackage: string,
  may = mayInstall(),
): string | undefined {
  const found = programs.find(exists);
  if (found !== undefined || !may) return found;
  install(debianPackage);
  return programs.find(exists);
}

function mayInstall(): boolean {
  // oxlint-disable-next-line node/no-process-env -- who runs the tests says so
  return process.env['TESTS_MAY_INSTALL'] === 'true';
}

function install(debianPackage: string): void {
  const add = () => apt('install', '-y', '--no-install-recommends', debianPackage);
  if (add().status === 0) return;
  apt('update'); // the lists may be missing, or name versions that are gone
  const { status, stderr } = add();
  if (status !== 0) process.stderr.write(`apt-get can’t install ${debianPackage}: ${stderr}\n`);
}

const apt = (...args: string[]) =>
  spawnSync('apt-get', ['-o', APT_PATIENCE, ...args], { encoding: 'utf8' });

const exists = (program: string) => spawnSync(program, ['--version']).error === undefined;
