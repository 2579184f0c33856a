import type { Entry } from '../entry.js';
import type { Say } from '../say.js';
import { CONNECTIONS, type Length, type Rates, ratesInTurn, warmUp } from './rate.js';

/** Requests per second over 32 connections. */
export async function throughput(
  entries: readonly Entry[],
  length: Length,
  say: Say,
): Promise<Rates> {
  await warmUp(entries);
  return ratesInTurn(entries, CONNECTIONS, length, (line) => say(`throughput, ${line}`));
}
