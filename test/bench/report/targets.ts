import { DIRECT, PER_SECOND } from '../parts/latency.js';
import { FLOOR, latencyFigures, PRODUCT, throughputFigures } from './figures.js';
import type { Results } from './results.js';
import { megabytes } from './table.js';

const PEER_RATIO = 3;
const FLOOR_SHARE = 0.5;
const ADDED_P99_MS = 2;
/** Flat: after a million requests no more than this much above what it was when warm. */
const FLAT_RATIO = 1.1;

export interface Target {
  readonly wish: string;
  readonly found: string;
  readonly met: boolean;
}

/** What was hoped for, and what was found. */
export function targets(results: Results): Target[] {
  return [...ofThroughput(results), ...ofLatency(results), ...ofMemory(results)];
}

function ofThroughput(results: Results): Target[] {
  if (!results.throughput?.[PRODUCT]) return [];
  const others = results.contestants.filter(({ name }) => name !== PRODUCT);
  return others.map(({ name }) => {
    const ratio = throughputFigures(results, name).productIsFaster;
    return name === FLOOR
      ? {
          wish: `at least ${FLOOR_SHARE} of the floor’s requests per second`,
          found: ratio.toFixed(3),
          met: ratio >= FLOOR_SHARE,
        }
      : {
          wish: `at least ${PEER_RATIO} times the requests per second of ${name}`,
          found: `${ratio.toFixed(2)} times`,
          met: ratio >= PEER_RATIO,
        };
  });
}

function ofLatency(results: Results): Target[] {
  if (!results.latency?.[PRODUCT] || !results.latency[DIRECT]) return [];
  const { addedP99 } = latencyFigures(results, PRODUCT);
  return [
    {
      wish: `p99 of the added latency below ${ADDED_P99_MS} ms at ${PER_SECOND} requests/s`,
      found: `${addedP99.toFixed(2)} ms`,
      met: addedP99 < ADDED_P99_MS,
    },
  ];
}

function ofMemory({ memory }: Results): Target[] {
  const [warm, last] = [memory?.afterRequests[0], memory?.afterRequests.at(-1)];
  if (!warm || !last) return [];
  return [
    {
      wish: `flat memory: no more than a tenth on top from ${warm.requests} to ${last.requests} requests`,
      found: `${megabytes(warm.kb)} to ${megabytes(last.kb)}`,
      met: last.kb <= warm.kb * FLAT_RATIO,
    },
  ];
}
