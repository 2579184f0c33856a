/**
 * `npm run mutate [-- PATTERN]`: breaks each security rule in one way, in a copy, and wants a spec that turns red.
 * PATTERN: only those whose file or rule has it.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MUTATIONS, type Mutation } from './rules.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const JEST = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  'node_modules/jest/bin/jest.js',
];
/** A rule that is broken may leave a test waiting. */
const PATIENCE_MS = 600_000;

/** What is under version control, with the packages beside it. */
function copyOfTheProject(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mutated-'));
  const files = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' }).split(
    '\0',
  );
  for (const file of files.filter((name) => name !== '' && !name.endsWith('.png'))) {
    cpSync(join(ROOT, file), join(folder, file), { recursive: true });
  }
  cpSync(join(ROOT, 'dist'), join(folder, 'dist'), { recursive: true }); // some specs start what was built
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/** @returns how many tests failed, or `undefined` where none was run */
function failuresOf(folder: string, spec: string): number | undefined {
  const report = join(dirname(folder), `${Date.now()}-${process.pid}.json`);
  const options = ['--silent', '--json', `--outputFile=${report}`, spec];
  spawnSync(process.execPath, [...JEST, ...options], {
    cwd: folder,
    stdio: 'ignore',
    timeout: PATIENCE_MS,
  });
  try {
    const results: { numFailedTests: number; numFailedTestSuites: number; numTotalTests: number } =
      JSON.parse(readFileSync(report, 'utf8'));
    return results.numTotalTests > 0 ? results.numFailedTests : undefined;
  } catch {
    return undefined; // jest itself came to no end
  } finally {
    rmSync(report, { force: true });
  }
}

type Outcome = 'red' | 'GREEN' | 'no test ran' | 'RED ANYWAY';

/** Whether specs are green while nothing is broken, by their pattern: only then red says anything. */
const soundSpecs = new Map<string, boolean>();

function isSound(spec: string, folder: string): boolean {
  const known = soundSpecs.get(spec) ?? failuresOf(folder, spec) === 0;
  soundSpecs.set(spec, known);
  return known;
}

function tried({ file, line, broken, spec }: Mutation, folder: string): Outcome {
  if (!isSound(spec, folder)) return 'RED ANYWAY';
  const path = join(folder, file);
  const source = readFileSync(path, 'utf8');
  writeFileSync(
    path,
    source.replace(line, () => broken),
  );
  try {
    const failures = failuresOf(folder, spec);
    return failures === undefined ? 'no test ran' : failures > 0 ? 'red' : 'GREEN';
  } finally {
    writeFileSync(path, source);
  }
}

const [pattern = ''] = process.argv.slice(2);
const chosen = MUTATIONS.filter(({ file, rule }) => `${file} ${rule}`.includes(pattern));
const folder = copyOfTheProject();
const green: Mutation[] = [];
try {
  for (const mutation of chosen) {
    const outcome = tried(mutation, folder);
    if (outcome !== 'red') green.push(mutation);
    process.stdout.write(`${outcome}: ${mutation.rule} (${mutation.file})\n`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
process.stdout.write(
  `${chosen.length - green.length} of ${chosen.length} broken rules turned a spec red\n`,
);
process.exitCode = green.length > 0 || chosen.length === 0 ? 1 : 0;
