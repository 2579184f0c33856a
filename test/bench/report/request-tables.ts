import { DIRECT, PER_SECOND } from '../parts/latency.js';
import { latencyFigures, loginFigures, PRODUCT, rateFigures } from './figures.js';
import type { Results } from './results.js';
import { shown, table } from './table.js';

const FASTER = 'product is × as fast';
const MORE_CPU = '× the product’s';

export function throughputTable({ throughput, contestants }: Results): string {
  if (!throughput) return '';
  const rows = contestants.map(({ name, title }) => {
    const { perSecond, slowest, fastest, ...figures } = rateFigures(throughput, name);
    return [
      title,
      shown(perSecond),
      `${shown(slowest)}–${shown(fastest)}`,
      ratio(name, figures.productIsFaster),
      shown(figures.cpu, 1),
      ratio(name, figures.needsMoreCpu),
    ];
  });
  const head = ['', 'requests/s', 'from–to', FASTER, 'CPU µs/request', MORE_CPU];
  return `### Requests per second\n\n${table(head, rows)}`;
}

/** Of the product itself there is nothing to say. */
const ratio = (name: string, value: number) => (name === PRODUCT ? '1' : shown(value, 2));

export function latencyTable(results: Results): string {
  if (!results.latency) return '';
  const all = [{ name: DIRECT, title: 'the API itself' }, ...results.contestants];
  const rows = all.map(({ name, title }) => {
    const { p50, p99, addedP50, addedP99 } = latencyFigures(results, name);
    const added = name === DIRECT ? ['', ''] : [shown(addedP50, 2), shown(addedP99, 2)];
    return [title, shown(p50, 2), shown(p99, 2), ...added];
  });
  const head = ['ms', 'p50', 'p99', 'added p50', 'added p99'];
  return `### Latency at ${PER_SECOND} requests/s\n\n${table(head, rows)}`;
}

export function loginTable(results: Results): string {
  const rows = results.contestants.flatMap(({ name, title }) => {
    const { perSecond, productIsFaster, cpu, needsMoreCpu } = loginFigures(results, name);
    if (Number.isNaN(perSecond)) return [];
    const ratios = [ratio(name, productIsFaster), shown(cpu, 2), ratio(name, needsMoreCpu)];
    return [[title, shown(perSecond), ...ratios]];
  });
  const head = ['', 'logins/s', FASTER, 'CPU ms/login', MORE_CPU];
  return rows.length === 0 ? '' : `### Logins\n\n${table(head, rows)}`;
}

export function storeTable({ storeUse, contestants }: Results): string {
  if (!storeUse) return '';
  const rows = contestants.flatMap(({ name, title }) => {
    const use = storeUse[name];
    if (!use) return [];
    const { readBytes, writtenBytes, commands, loginCommands } = use;
    return [
      [title, shown(readBytes), shown(writtenBytes), shown(commands, 2), shown(loginCommands, 1)],
    ];
  });
  const head = [
    '',
    'bytes read/request',
    'bytes written/request',
    'commands/request',
    'commands/login',
  ];
  return `### What the store is asked\n\n${table(head, rows)}`;
}
