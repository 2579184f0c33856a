import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Template } from 'aws-cdk-lib/assertions';
import { stages } from '../config/stages.js';
import { isRepository } from '../lib/stacks/pipeline-stack.js';
import { read } from './configuration.js';
import { synthesisePipeline } from './pipeline-template.js';

const ROOT = join(import.meta.dirname, '../..');
const FOLDER = join(ROOT, '.github/workflows');
const workflows = readdirSync(FOLDER).map((name): [name: string, text: string] => [
  name,
  readFileSync(join(FOLDER, name), 'utf8'),
]);
const { scripts }: { scripts: Record<string, string> } = JSON.parse(
  readFileSync(join(ROOT, 'package.json'), 'utf8'),
);
const valuesOf = (text: string, key: string) =>
  [...text.matchAll(new RegExp(`^\\s*(?:- )?${key}: (.+)$`, 'gmu'))].map(([, value = '']) => value);

describe.each(workflows)('the workflow %s', (_name, text) => {
  it('runs npm scripts and nothing else, so that each step can be tried anywhere', () => {
    const runs = valuesOf(text, 'run');
    expect(runs.length).toBeGreaterThan(1);
    const unknown = runs.filter((command) => {
      const [, script = command === 'npm test' ? 'test' : ''] =
        /^npm run ([\w:]+)/u.exec(command) ?? [];
      return command !== 'npm ci' && !(script in scripts);
    });
    expect(unknown).toEqual([]);
  });

  it('uses actions by their commit, with the release that it is beside it', () => {
    const uses = valuesOf(text, 'uses');
    expect(uses.length).toBeGreaterThan(0);
    for (const action of uses)
      expect(action).toMatch(/^[\w-]+\/[\w-]+@[\da-f]{40} # v\d+\.\d+\.\d+$/u);
  });

  it('may read the repository, and has an identity only where a job takes a role', () => {
    expect(text).toMatch(/^permissions:\n {2}contents: read\n(?! )/mu);
    const [, ...jobs] = text.split(/^ {2}(?=\w+:\n {4})/mu);
    for (const job of jobs) {
      expect(job.includes('id-token: write')).toBe(job.includes('role-to-assume'));
    }
    expect(text).not.toMatch(/contents: write|pull_request_target|secrets\./u);
  });
});

it('one environment for each stage that is deployed, and prod after dev', () => {
  const text = readFileSync(join(FOLDER, 'deploy.yml'), 'utf8');
  expect(valuesOf(text, 'environment')).toEqual(['dev', 'prod']);
  expect(text).toMatch(/^ {2}prod:\n {4}needs: dev$/mu);
  for (const stage of valuesOf(text, 'environment')) {
    expect(text).toContain(`npm run infra:deploy -- -c stage=${stage} -c pipeline=true `);
    expect(Object.keys(stages)).toContain(stage);
  }
});

it('one deploy of a stage after another, and each of the stages by itself: prod waits for people', () => {
  const text = readFileSync(join(FOLDER, 'deploy.yml'), 'utf8');
  expect(valuesOf(text, 'concurrency').map((value) => value.replace(/ #.*/u, ''))).toEqual([
    'deploy-dev',
    'deploy-prod',
  ]);
  expect(text).not.toMatch(/^concurrency:/mu);
});

it('the roles last as long as a job asks for, and longer than it may take', () => {
  const text = readFileSync(join(FOLDER, 'deploy.yml'), 'utf8');
  const asked = valuesOf(text, 'role-duration-seconds');
  expect(asked).toHaveLength(2);
  const roles = Object.values(template.findResources('AWS::IAM::Role'));
  for (const { Properties } of roles)
    expect(asked).toEqual(Array(2).fill(`${Properties.MaxSessionDuration}`));
  for (const minutes of valuesOf(text, 'timeout-minutes')) {
    expect(Number(minutes) * 60).toBeLessThan(Number(asked[0]));
  }
});

const pipelineOf = (repository: string) =>
  synthesisePipeline([read({ stage: 'dev' }), read({ stage: 'prod' })], repository);
const template = pipelineOf('our/repository');

const subjectsOf = (pipeline: Template) =>
  Object.values(pipeline.findResources('AWS::IAM::Role')).flatMap(({ Properties }) => {
    const [{ Principal, Condition }, ...others] = Properties.AssumeRolePolicyDocument.Statement;
    expect(others).toEqual([]);
    if (Principal.Federated === undefined) return [];
    const { StringEquals, ...patterns } = Condition;
    expect(patterns).toEqual({});
    expect(StringEquals['token.actions.githubusercontent.com:aud']).toBe('sts.amazonaws.com');
    return [StringEquals['token.actions.githubusercontent.com:sub']];
  });

describe('who comes in from GitHub', () => {
  it.each(['our/repository', 'our@123/repository@456'])(
    'are jobs of %s: of pull requests, and of each environment',
    (repository) => {
      expect(subjectsOf(pipelineOf(repository))).toEqual([
        `repo:${repository}:pull_request`,
        `repo:${repository}:environment:dev`,
        `repo:${repository}:environment:prod`,
      ]);
    },
  );

  it.each([
    '',
    'our',
    'our/',
    '/repository',
    'our/repo/sitory',
    'our/*',
    'our@1/repository',
    'our/repository@1',
    'our/repository:ref',
  ])('aren’t those of what is no repository: %j', (repository) => {
    expect(isRepository(repository)).toBe(false);
  });
});

it('the pipeline’s stack needs nothing that bootstrap makes, for bootstrap needs it', () => {
  expect(JSON.stringify(template.toJSON())).not.toMatch(/CheckBootstrapVersion|BootstrapVersion"/u);
});

it('the pipeline’s stack tells how each region of a stage is prepared, with that stage’s limits', () => {
  const outputs = Object.entries(template.findOutputs('*'))
    .map(([name, { Value }]) => [name, JSON.stringify(Value)])
    .filter(([name = '']) => name.startsWith('Bootstrap'));
  expect(outputs.map(([name]) => name)).toEqual([
    'BootstrapdevIneucentral1',
    'BootstrapdevInuseast1',
    'BootstrapprodIneucentral1',
    'BootstrapprodInuseast1',
  ]);
  for (const [name = '', command] of outputs) {
    const stage = name.includes('dev') ? 'dev' : 'prod';
    expect(command).toMatch(
      /npx cdk bootstrap --qualifier (\w{10}) --toolkit-stack-name CDKToolkit-\1 /u,
    );
    expect(command).toContain(`execution-policies ",{"Ref":"Limits${stage}`);
  }
});
