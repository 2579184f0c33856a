/**
 * `npm run mutate [-- PATTERN]`: breaks each security rule in one way, in a copy, and wants a spec that turns red.
 * PATTERN: only those whose file or rule has it.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

/** What became of specs: the first with a test that failed, if any; `undefined` where no test was run. */
type Run = { readonly red?: string } | undefined;

/** Runs them until one is red. What came of it stands in what jest prints: it writes no report then. */
function run(folder: string, spec: string): Run {
  const { stderr } = spawnSync(process.execPath, [...JEST, '--silent', '--bail', spec], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: Infinity,
    timeout: PATIENCE_MS,
  });
  if (!/^Tests: +\d/mu.test(stderr)) return undefined;
  // A file that doesn't even load fails too, and says nothing of the rule.
  const hasFailed = /^Tests: +\d+ failed/mu.test(stderr);
  const [, red = ''] = /^FAIL (\S+)/mu.exec(stderr) ?? [];
  return hasFailed ? { red } : {};
}

/** Whether a spec is green while nothing is broken: only then red says anything. */
const sound = new Map<string, boolean>();

function isSound(spec: string, folder: string): boolean {
  const tests = sound.has(spec) ? undefined : run(folder, spec);
  const known = sound.get(spec) ?? (tests !== undefined && tests.red === undefined);
  sound.set(spec, known);
  return known;
}

/** Runs the specs while the rule is broken. */
function broken({ file, line, broken: change, spec }: Mutation, folder: string): Run {
  const path = join(folder, file);
  const source = readFileSync(path, 'utf8');
  writeFileSync(
    path,
    source.replace(line, () => change),
  );
  try {
    return run(folder, spec);
  } finally {
    writeFileSync(path, source);
  }
}

type Outcome = 'red' | 'GREEN' | 'no test ran' | 'RED ANYWAY';

function outcomeOf(tests: Run, folder: string): Outcome {
  if (!tests) return 'no test ran';
  if (tests.red === undefined) return 'GREEN';
  return isSound(tests.red, folder) ? 'red' : 'RED ANYWAY';
}

const [pattern = ''] = process.argv.slice(2);
const chosen = MUTATIONS.filter(({ file, rule }) => `${file} ${rule}`.includes(pattern));
const folder = copyOfTheProject();
const green: Mutation[] = [];
try {
  for (const mutation of chosen) {
    const tests = broken(mutation, folder);
    const outcome = outcomeOf(tests, folder);
    if (outcome !== 'red') green.push(mutation);
    const by = tests?.red === undefined ? '' : `, by ${tests.red}`;
    process.stdout.write(`${outcome}: ${mutation.rule} (${mutation.file})${by}\n`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
process.stdout.write(
  `${chosen.length - green.length} of ${chosen.length} broken rules turned a spec red\n`,
);
process.exitCode = green.length > 0 || chosen.length === 0 ? 1 : 0;
