import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const APT_PATIENCE = 'DPkg::Lock::Timeout=300'; // seconds: two test workers may install at once

/** A program that tests need, by its names, and what brings it. */
export interface Needed {
  readonly programs: readonly string[];
  readonly debianPackage: string;
}

/**
 * Debian's redis-tools holds the server itself, under a name that runs it by its argv[0]; unlike the
 * package redis-server it starts no service on port 6379.
 */
export const STORE: Needed = {
  programs: ['valkey-server', 'redis-server', 'redis-check-rdb'],
  debianPackage: 'redis-tools',
};
export const OPENSSL: Needed = { programs: ['openssl'], debianPackage: 'openssl' };

/**
 * Folders with packages of their own, which `npm ci` of the project doesn't install: they take much, and only who
 * uses the folder needs them.
 */
export const SPA = 'examples/spa';
export const PEERS = 'test/bench/peers';

/**
 * The first of these programs that this machine has. Where it has none and the tests were told that they may
 * (`TESTS_MAY_INSTALL=true`, as root on Debian), the package that brings one is installed.
 *
 * @throws {Error} that says in a sentence what is missing
 */
export function installed(needed: Needed, may = mayInstall()): string {
  const found = findInstalled(needed, may);
  if (found !== undefined) return found;
  throw new Error(
    `These tests need ${needed.programs[0]} in PATH: install it (Debian and Ubuntu: apt-get install ${needed.debianPackage}).`,
  );
}

/** The same, for tests that are left out where there is none. */
export function findInstalled(
  { programs, debianPackage }: Needed,
  may = mayInstall(),
): string | undefined {
  const found = programs.find(exists);
  if (found !== undefined || !may) return found;
  install(debianPackage);
  return programs.find(exists);
}

/**
 * Whether the packages of one of these folders are there. Where they aren't and may be, they are installed.
 *
 * @throws {Error} with npm’s own words, where that fails
 */
export function hasPackages(folder: string, may = mayInstall()): boolean {
  const cwd = join(ROOT, folder);
  if (existsSync(join(cwd, 'node_modules/.package-lock.json'))) return true; // npm writes it last
  if (!may) return false;
  const { status, stderr } = spawnSync('npm', ['ci'], { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm ci fails in ${folder}: ${stderr}`);
  return true;
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
