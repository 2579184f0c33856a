import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { cfnLint } from './cfn-lint.js';
import { stages } from './config/stages.js';
import { everything } from './test/given.js';

/** Makes the templates of every stage, of one that brings all it can and of the pipeline, by every rule there is. Needs no account. */
const FOLDER = 'cdk.out';

const PIPELINE = ['--app', 'node --import tsx infra/bin/pipeline.ts'];

const variants: [name: string, context: Record<string, unknown>, options?: string[]][] = [
  ...Object.keys(stages).map((stage): [string, Record<string, unknown>] => [stage, { stage }]),
  ['everything-given', { ...everything, stage: 'prod' }],
  ['pipeline', { repository: 'owner/name' }, PIPELINE],
];

rmSync(FOLDER, { recursive: true, force: true });
const failed = variants.filter(([name, context, others = []]) => {
  const told = Object.entries(context).flatMap(([key, value]) => ['-c', `${key}=${String(value)}`]);
  const options = ['synth', '--quiet', '--strict', '-o', `${FOLDER}/${name}`, ...told];
  return spawnSync('cdk', [...options, ...others], { stdio: 'inherit' }).status !== 0;
});
const problems = [...failed.map(([name]) => `${name} isn’t clean`), ...cfnLint(FOLDER)];
if (problems.length > 0) {
  process.stderr.write(`\n${problems.join('\n')}\n`);
  process.exitCode = 1;
}
