import { readFileSync } from 'node:fs';
import { apiRoutes } from '../../api/routes.js';
import { synthesise } from './synthesise.js';

const [, section = ''] = readFileSync(
  new URL('../../docs/operations.md', import.meta.url),
  'utf8',
).split('\n## Logs\n');
const [own = ''] = section.split('\n## ');
const listed = own
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .flatMap((line) => [...(line.split(' | ')[0] ?? '').matchAll(/`(\w+)`/gu)])
  .map(([, name = '']) => name);

/** `daily-quote` has `DailyQuoteLogs`: the list says so of all functions of the API at once. */
const ofFunctions = apiRoutes.map(({ lambda }) => {
  const words = lambda.split('-').map((word) => word.slice(0, 1).toUpperCase() + word.slice(1));
  return `${words.join('')}Logs`;
});

/** The log groups of a stage, by their names without what the CDK appends. */
const logsOf = (stage: 'dev' | 'prod') =>
  Object.values(synthesise(stage)).flatMap((template) =>
    Object.entries<{ Properties: { RetentionInDays?: number } }>(
      template.findResources('AWS::Logs::LogGroup'),
    ).map(([id, { Properties }]) => ({
      name: id.replace(/(?:Group)?[\dA-F]{8}$/u, ''),
      days: Properties.RetentionInDays,
    })),
  );

describe('the list of logs in docs/operations.md', () => {
  const stages = { dev: logsOf('dev'), prod: logsOf('prod') };

  it('names every log of a stage, and no other', () => {
    const there = new Set(Object.values(stages).flatMap((logs) => logs.map(({ name }) => name)));
    expect([...listed, ...new Set(ofFunctions)].toSorted()).toEqual([...there].toSorted());
  });

  it.each([
    ['dev', 7],
    ['prod', 90],
  ] as const)('says how long the lines of %s are kept: %d days', (stage, days) => {
    expect(own).toContain(`${stage} ${days}`);
    expect(new Set(stages[stage].map((log) => log.days))).toEqual(new Set([days]));
  });

  it('says which are of prod alone', () => {
    const inDev = new Set(stages.dev.map(({ name }) => name));
    const inProdAlone = stages.prod.map(({ name }) => name).filter((name) => !inDev.has(name));
    const marked = own.split('\n').filter((line) => line.includes('| prod: '));
    expect(marked).toHaveLength(inProdAlone.length);
    for (const name of inProdAlone) expect(marked.join('\n')).toContain(`\`${name}\``);
  });
});
