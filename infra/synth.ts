import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { cfnLint } from './cfn-lint.js';
import { stages } from './config/stages.js';
import { everything } from './test/given.js';

/**
 * Makes the templates of every stage, of one that the pipeline deploys, of those that bring one thing or all
 * they can, and of the pipeline itself, by every rule there is. Needs no account.
 */
const FOLDER = 'cdk.out';

const by = (app: string) => ['--app', `node --import tsx infra/${app}`];

const variants: [name: string, context: Record<string, unknown>, options?: string[]][] = [
  ...Object.keys(stages).map((stage): [string, Record<string, unknown>] => [stage, { stage }]),
  ['by-the-pipeline', { stage: 'prod', pipeline: true }],
  ['one-thing-given', {}, by('bin/given.ts')],
  ['everything-given', { ...everything, stage: 'prod' }],
  ['everything-given-to-dev', { ...everything, stage: 'dev' }],
  ['pipeline', { repository: 'owner/name' }, by('bin/pipeline.ts')],
];

rmSync(FOLDER, { recursive: true, force: true });
const failed = variants.filter(([name, context, others = []]) => {
  const told = Object.entries(context).flatMap(([key, value]) => ['-c', `${key}=${String(value)}`]);
  // All of them: without, it is strict with none but the stacks that stand in no stage of the CDK's.
  const options = ['synth', '**', '--quiet', '--strict', '-o', `${FOLDER}/${name}`, ...told];
  return spawnSync('cdk', [...options, ...others], { stdio: 'inherit' }).status !== 0;
});
const problems = [...failed.map(([name]) => `${name} isn’t clean`), ...cfnLint(FOLDER)];
if (problems.length > 0) {
  process.stderr.write(`\n${problems.join('\n')}\n`);
  process.exitCode = 1;
}
