import { TELEMETRY } from '../parts/telemetry.js';
import { BLIND, costOf, leastCpu, rateFigures } from './figures.js';
import type { Results } from './results.js';
import { median } from './statistics.js';
import { megabytes, percent, shown, table } from './table.js';

const FUNCTIONS = 15;
const PACKAGES = 15;

export function startUpTable({ startUp, contestants }: Results): string {
  if (!startUp) return '';
  const rows = contestants.map(({ name, title }) => [title, shown(median(startUp[name] ?? []))]);
  return `### Start-up\n\n${table(['', 'ms until it serves'], rows)}`;
}

export function memoryTable({ memory, streams }: Results): string {
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

export function telemetryTable({ telemetry }: Results): string {
  if (!telemetry) return '';
  const rows = Object.entries(TELEMETRY).map(([name, title]) => {
    return [
      title,
      shown(rateFigures(telemetry, name).fastest),
      shown(leastCpu(telemetry[name]), 1),
      name === BLIND ? '' : percent(costOf(telemetry, name)),
    ];
  });
  const head = ['', 'requests/s', 'CPU µs/request', 'more than without metrics'];
  return `### What it costs to see\n\n${table(head, rows)}`;
}

export function profileTables({ profile }: Results): string {
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
