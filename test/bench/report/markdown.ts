import { DIRECT, PER_SECOND } from '../parts/latency.js';
import { latencyFigures, PRODUCT, starved, throughputFigures } from './figures.js';
import type { Results } from './results.js';
import { median } from './statistics.js';
import { megabytes, percent, shown, table } from './table.js';
import { targets } from './targets.js';

const FUNCTIONS = 15;
const PACKAGES = 15;

/** The results as people read them: in the terminal, and in docs/benchmarks.md. */
export function markdown(results: Results): string {
  const sections = [
    conditions(results),
    ...caveats(results),
    throughputTable(results),
    latencyTable(results),
    loginTable(results),
    storeTable(results),
    startUpTable(results),
    memoryTable(results),
    profileTables(results),
    targetTable(results),
    versions(results),
  ];
  return sections.filter(Boolean).join('\n\n');
}

function conditions({ machine, date, command, minutes, store, pinned, sessions }: Results): string {
  const { processor, cores, memoryGb, kernel, node } = machine;
  return [
    `- ${date}, \`${command}\`, ${shown(minutes, 1)} minutes`,
    `- ${processor}, ${cores} cores, ${memoryGb} GB; ${kernel}; Node ${node}; ${store}`,
    `- ${pinned ? 'the server under test alone on core 0, everything else on the others' : 'not pinned: all share the cores'}`,
    `- ${shown(sessions)} sessions at each contestant, asked in turn over 32 connections`,
  ].join('\n');
}

function caveats(results: Results): string[] {
  const waiting = starved(results);
  const waited =
    waiting.length > 0
      ? [
          `- something else held these up, and they had only so much of a core: ${waiting.join(', ')}. Their requests per second are too low; go by the processor time`,
        ]
      : [];
  const left = results.leftOut.map((reason) => `- left out: ${reason}`);
  const lines = [...waited, ...left];
  return lines.length > 0 ? [lines.join('\n')] : [];
}

function throughputTable(results: Results): string {
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

function latencyTable(results: Results): string {
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

function loginTable({ logins = {}, contestants }: Results): string {
  const rows = contestants.flatMap(({ name, title }) => {
    const samples = logins[name] ?? [];
    if (samples.length === 0) return [];
    const rate = median(samples.map(({ perSecond }) => perSecond));
    const cpu = samples.flatMap(({ cpuMs }) => cpuMs ?? []);
    return [[title, shown(rate), shown(median(cpu), 2)]];
  });
  return rows.length === 0 ? '' : `### Logins\n\n${table(['', 'logins/s', 'CPU ms/login'], rows)}`;
}

function storeTable({ storeUse, contestants }: Results): string {
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

function startUpTable({ startUp, contestants }: Results): string {
  if (!startUp) return '';
  const rows = contestants.map(({ name, title }) => [title, shown(median(startUp[name] ?? []))]);
  return `### Start-up\n\n${table(['', 'ms until it serves'], rows)}`;
}

function memoryTable({ memory, streams }: Results): string {
  if (!memory || !streams) return '';
  const rows = [
    ['process, ready', megabytes(memory.startKb)],
    [`process, ${shown(memory.sessions)} people signed in`, megabytes(memory.signedInKb)],
    ...memory.afterRequests.map(({ requests, kb }) => [
      `process, after ${shown(requests)} requests of theirs`,
      megabytes(kb),
    ]),
    ['store, for 10,000 sessions', megabytes((memory.storeBytesASession * 10_000) / 1024)],
    ['another process, ready', megabytes(streams.beforeKb)],
    [`its peak while ${streams.megabytes} MB went down`, megabytes(streams.peakDownKb)],
    [`its peak while ${streams.megabytes} MB went up`, megabytes(streams.peakUpKb)],
  ];
  return `### Memory of the product\n\n${table(['', 'resident'], rows)}`;
}

function profileTables({ profile }: Results): string {
  if (!profile) return '';
  const packages = profile.packages
    .slice(0, PACKAGES)
    .map((row) => [`\`${row.name}\``, percent(row.share)]);
  const functions = profile.functions
    .slice(0, FUNCTIONS)
    .map((row) => [`\`${row.name}\`${row.where && ` ${row.where}`}`, percent(row.share)]);
  return [
    '### Where the product’s time goes',
    table(['package or folder', 'self time'], packages),
    table(['function', 'self time'], functions),
  ].join('\n\n');
}

function targetTable(results: Results): string {
  const rows = targets(results).map(({ wish, found, met }) => [
    wish,
    found,
    met ? 'yes' : '**no**',
  ]);
  return rows.length === 0 ? '' : `### Targets\n\n${table(['', 'found', 'met'], rows)}`;
}

function versions({ contestants }: Results): string {
  const lines = contestants.map(({ title, versions: made }) => {
    const parts = Object.entries(made).map(([name, version]) => `${name} ${version}`);
    return `- ${title}: ${parts.join(', ')}`;
  });
  return `### Versions\n\n${lines.join('\n')}`;
}
