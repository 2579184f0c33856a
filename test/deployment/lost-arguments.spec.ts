import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(`${tmpdir()}/lost-arguments-`);

/** The CDK's applications as npm starts them, without the CDK's command between. */
const scripts = Object.fromEntries(
  ['app', 'pipeline'].map((app) => [app, `cd ${ROOT} && node --import tsx infra/bin/${app}.ts`]),
);
writeFileSync(`${folder}/package.json`, JSON.stringify({ scripts }));
afterAll(() => rmSync(folder, { recursive: true }));

const npmRun = (...words: string[]) =>
  spawnSync('npm', ['run', ...words], { cwd: folder, encoding: 'utf8' });

it.each([
  ['app', 'stage=prod'],
  ['pipeline', 'projectName=ours'],
])('%s: -c %s before -- isn’t heard, and what was meant is not another stage', (app, said) => {
  const { status, stderr } = npmRun(app, '-c', said);
  expect(stderr).toContain(`Put -- before it: npm run ${app} -- -c ${said}`);
  expect(status).toBe(1);
});

it('what stands behind -- is the CDK’s matter', () => {
  expect(npmRun('pipeline', '--', '-c', 'projectName=ours').stderr).not.toContain('Put --');
});
