import { DIRECT, PER_SECOND } from '../parts/latency.js';
import { costOf, FLOOR, latencyFigures, loginFigures, PRODUCT, rateFigures } from './figures.js';
import type { Results } from './results.js';
import { median } from './statistics.js';
import { megabytes, percent, shown } from './table.js';

const FLOOR_SHARE = 0.6;
/** How many times the requests per second of these. */
const TIMES: Readonly<Record<string, number>> = {
  'express-openid-connect': 4,
  'hand-made': 4,
  apache: 7,
};
/** Whose logins per second the product is to reach. */
const LOGIN_PEER = 'express-openid-connect';
const ADDED_P99_MS = 0.9;
const READ_BYTES = 200;
/** Half of what the task has in whose heap it is measured. */
const RESIDENT_KB = 256 * 1024;
/** Flat: after a million requests no more than this much above what it was when warm. */
const FLAT_RATIO = 1.1;
const START_MS = 500;
const METRICS_COST = 0.03;

export interface Target {
  readonly wish: string;
  readonly found: string;
  readonly met: boolean;
}

/** What was hoped for, and what was found, as far as it was measured. */
export const targets = (results: Results): Target[] => [
  ...ofThroughput(results),
  ...ofLogins(results),
  ...ofLatency(results),
  ...ofStore(results),
  ...ofMemory(results),
  ...ofStartUp(results),
  ...ofTelemetry(results),
];

function ofThroughput({ throughput, contestants }: Results): Target[] {
  if (!throughput?.[PRODUCT]) return [];
  return contestants.flatMap(({ name }) => {
    const ratio = rateFigures(throughput, name).productIsFaster;
    if (Number.isNaN(ratio)) return [];
    if (name === FLOOR) {
      return {
        wish: `at least ${shown(FLOOR_SHARE, 2)} of the floor’s requests per second`,
        found: shown(ratio, 3),
        met: ratio >= FLOOR_SHARE,
      };
    }
    const times = TIMES[name];
    if (times === undefined) return [];
    return {
      wish: `at least ${times} times the requests per second of ${name}`,
      found: `${shown(ratio, 2)} times`,
      met: ratio >= times,
    };
  });
}

function ofLogins(results: Results): Target[] {
  const ratio = loginFigures(results, LOGIN_PEER).productIsFaster;
  if (Number.isNaN(ratio)) return [];
  return [
    {
      wish: `at least as many logins per second as ${LOGIN_PEER}`,
      found: `${shown(ratio, 2)} times`,
      met: ratio >= 1,
    },
  ];
}

function ofLatency(results: Results): Target[] {
  if (!results.latency?.[PRODUCT] || !results.latency[DIRECT]) return [];
  const { addedP99 } = latencyFigures(results, PRODUCT);
  return [
    {
      wish: `p99 of the added latency no more than ${ADDED_P99_MS} ms at ${PER_SECOND} requests/s`,
      found: `${shown(addedP99, 2)} ms`,
      met: addedP99 <= ADDED_P99_MS,
    },
  ];
}

function ofStore({ storeUse }: Results): Target[] {
  const use = storeUse?.[PRODUCT];
  if (!use) return [];
  return [
    {
      wish: `no more than ${READ_BYTES} bytes read from the store for a request of a session that didn’t change`,
      found: shown(use.readBytes),
      met: use.readBytes <= READ_BYTES,
    },
  ];
}

function ofMemory({ memory }: Results): Target[] {
  const [warm, last] = [memory?.afterRequests[0], memory?.afterRequests.at(-1)];
  if (!memory || !warm || !last) return [];
  const most = Math.max(...memory.afterRequests.map(({ kb }) => kb));
  if (Number.isNaN(most)) return []; // no /proc
  return [
    {
      wish: `no more than ${megabytes(RESIDENT_KB)} resident with ${shown(memory.sessions)} sessions under full load`,
      found: megabytes(most),
      met: most <= RESIDENT_KB,
    },
    {
      wish: `flat memory: no more than a tenth on top from ${shown(warm.requests)} to ${shown(last.requests)} requests`,
      found: `${megabytes(warm.kb)} to ${megabytes(last.kb)}`,
      met: last.kb <= warm.kb * FLAT_RATIO,
    },
  ];
}

function ofStartUp({ startUp }: Results): Target[] {
  const samples = startUp?.[PRODUCT];
  if (!samples) return [];
  const ms = median(samples);
  return [
    {
      wish: `no more than ${START_MS} ms until it serves`,
      found: `${shown(ms)} ms`,
      met: ms <= START_MS,
    },
  ];
}

function ofTelemetry({ telemetry }: Results): Target[] {
  const cost = telemetry ? costOf(telemetry, PRODUCT) : Number.NaN;
  if (Number.isNaN(cost)) return [];
  return [
    {
      wish: `no more than ${percent(METRICS_COST)} processor time for the metrics`,
      found: percent(cost),
      met: cost <= METRICS_COST,
    },
  ];
}
