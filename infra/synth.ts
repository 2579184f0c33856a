import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { cfnLint } from './cfn-lint.js';
import { stages } from './config/stages.js';
import { everything } from './test/given.js';

/** Makes the templates of every stage, and of one that brings all it can, by every rule there is. Needs no account. */
const FOLDER = 'cdk.out';

const variants: [name: string, context: Record<string, unknown>][] = [
  ...Object.keys(stages).map((stage): [string, Record<string, unknown>] => [stage, { stage }]),
  ['everything-given', { ...everything, stage: 'prod' }],
];

rmSync(FOLDER, { recursive: true, force: true });
const failed = variants.filter(([name, context]) => {
  const told = Object.entries(context).flatMap(([key, value]) => ['-c', `${key}=${String(value)}`]);
  const options = ['synth', '--quiet', '--strict', '-o', `${FOLDER}/${name}`, ...told];
  return spawnSync('cdk', options, { stdio: 'inherit' }).status !== 0;
});
const problems = [...failed.map(([name]) => `${name} isn’t clean`), ...cfnLint(FOLDER)];
if (problems.length > 0) {
  process.stderr.write(`\n${problems.join('\n')}\n`);
  process.exitCode = 1;
}
