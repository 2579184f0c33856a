import { spawnSync } from 'node:child_process';

const APT_PATIENCE = 'DPkg::Lock::Timeout=300'; // seconds: two test workers may install at once

/**
 * The first of these programs that this machine has. Where it has none and may (root, on Debian), the
 * package that brings one is installed.
 */
export function installed(programs: readonly string[], debianPackage: string): string {
  const found = programs.find(exists);
  if (found !== undefined) return found;
  const said = exists('apt-get') && process.getuid?.() === 0 ? install(debianPackage) : '';
  const now = programs.find(exists);
  if (now !== undefined) return now;
  throw new Error(
    `These tests need ${programs[0]}: install it so that it is in PATH (Debian and Ubuntu: apt-get install ${debianPackage}). ${said}`,
  );
}

/** What apt-get said last. */
function install(debianPackage: string): string {
  const add = () => apt('install', '-y', '--no-install-recommends', debianPackage);
  if (add().status === 0) return '';
  apt('update'); // the lists may be missing, or name versions that are gone
  return add().stderr?.toString().trim() ?? '';
}

const apt = (...args: string[]) => spawnSync('apt-get', ['-o', APT_PATIENCE, ...args]);

const exists = (program: string) => spawnSync(program, ['--version']).error === undefined;
