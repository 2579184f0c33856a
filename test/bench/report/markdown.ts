import { CONNECTIONS } from '../parts/rate.js';
import { connectionsTable, sessionsTable } from './curve-tables.js';
import { starved } from './figures.js';
import { memoryTable, profileTables, startUpTable, telemetryTable } from './process-tables.js';
import { latencyTable, loginTable, storeTable, throughputTable } from './request-tables.js';
import type { Results } from './results.js';
import { shown, table } from './table.js';
import { targets } from './targets.js';

/** The results as people read them: in the terminal, and in docs/benchmarks.md. */
export function markdown(results: Results): string {
  const sections = [
    conditions(results),
    ...caveats(results),
    throughputTable(results),
    latencyTable(results),
    loginTable(results),
    storeTable(results),
    connectionsTable(results),
    sessionsTable(results),
    startUpTable(results),
    memoryTable(results),
    telemetryTable(results),
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
    `- ${shown(sessions)} sessions at each contestant, asked in turn over ${CONNECTIONS} connections, where a table says nothing else`,
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
