import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { TOLD } from '../src/telemetry/embedded-metrics.js';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const read = (path: string) => readFileSync(new URL(path, `file://${ROOT}`), 'utf8');

/** The first cells of a section's table, with all that stands in code there. */
function listed(heading: string): string[] {
  const [, section = ''] = read('docs/operations.md').split(`\n## ${heading}\n`);
  const [own = ''] = section.split('\n## ');
  return own
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => [...(line.split(' | ')[0] ?? '').matchAll(/`([\w.]+)`/gu)])
    .map(([, name = '']) => name)
    .toSorted();
}

const named = (source: string, pattern: RegExp) =>
  [...new Set([...source.matchAll(pattern)].map(([, name = '']) => name))].toSorted();

describe('docs/operations.md', () => {
  it('says of each event when it is recorded', () => {
    const [, fields = ''] = read('src/telemetry/events.ts').split('export interface EventFields {');
    const [own = ''] = fields.split('\n}\n');
    expect(listed('Events')).toEqual(named(own, /^ {2}'([\w.]+)':/gmu));
  });

  it('lists what CloudWatch is told, with its labels, and where it is seen', () => {
    const [, section = ''] = read('docs/operations.md').split('\n### On AWS\n');
    const [own = ''] = section.split('\n## ');
    const rows = own
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')));
    expect(rows.map(([, name, label]) => [name, label])).toEqual(
      TOLD.map(([name, , label = '']) => [name, label]),
    );
    const constructs = globSync('infra/lib/constructs/*.ts', { cwd: ROOT }).map(read).join('\n');
    const seen = rows.flatMap(([, , , graph, alarm = '']) => [
      `graph('${graph}'`,
      ...(alarm === '' ? [] : [`.when('${alarm}'`]),
    ]);
    expect(seen.filter((where) => !constructs.includes(where))).toEqual([]);
  });

  it('says of each alarm what people see and what to do', () => {
    const constructs = globSync('infra/lib/**/*.ts', { cwd: ROOT }).map(read).join('\n');
    expect(listed('Alarms')).toEqual(named(constructs, /\.when\(\s*'(\w+)'/gu));
  });
});
