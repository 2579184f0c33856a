import { DIRECT, PER_SECOND } from '../parts/latency.js';
import { latencyFigures, PRODUCT, throughputFigures } from './figures.js';
import type { Results } from './results.js';
import { median } from './statistics.js';
import { shown, table } from './table.js';

export function throughputTable(results: Results): string {
  if (!results.throughput) return '';
  const rows = results.contestants.map(({ name, title }) => {
    const figures = throughputFigures(results, name);
    return [
      title,
      shown(figures.perSecond),
      `${shown(figures.slowest)}–${shown(figures.fastest)}`,
      name === PRODUCT ? '1' : shown(figures.productIsFaster, 2),
      shown(figures.cpuUs, 1),
      name === PRODUCT ? '1' : shown(figures.needsMoreCpu, 2),
    ];
  });
  const head = [
    '',
    'requests/s',
    'from–to',
    'product is × as fast',
    'CPU µs/request',
    '× the product’s',
  ];
  return `### Requests per second\n\n${table(head, rows)}`;
}

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

export function loginTable({ logins = {}, contestants }: Results): string {
  const rows = contestants.flatMap(({ name, title }) => {
    const samples = logins[name] ?? [];
    if (samples.length === 0) return [];
    const rate = median(samples.map(({ perSecond }) => perSecond));
    const cpu = samples.flatMap(({ cpuMs }) => cpuMs ?? []);
    return [[title, shown(rate), shown(median(cpu), 2)]];
  });
  return rows.length === 0 ? '' : `### Logins\n\n${table(['', 'logins/s', 'CPU ms/login'], rows)}`;
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
