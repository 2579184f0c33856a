import type { Contestant } from '../contestants/contestant.js';
import { floor } from '../contestants/floor.js';
import { product } from '../contestants/product.js';
import type { Entry } from '../entry.js';
import { closedLoad } from '../load/closed.js';
import type { Say } from '../say.js';
import type { Stage } from '../stage.js';
import { ofPoint, type Point } from './curve.js';
import { rssKb, SMALL } from './memory.js';
import { CONNECTIONS, type Length, ratesInTurn, warmUp } from './rate.js';

const SESSIONS = [100, 10_000, 100_000];
/** On a slow machine fewer sign in, and the report says how many. */
const MAX_MINUTES = 10;
/** So many sign in between two looks at the clock. */
const STEP = 5_000;
const READS = 2_000;

export interface SessionsPoint extends Point {
  /** Read from the store for a request. */
  readonly readBytes: number;
  /** The product's process, under this load. */
  readonly residentKb: number;
}

/**
 * How fast the product answers, what it reads and what it holds with few sessions and with many, in the
 * heap of a small task. Everybody signs in by the whole flow, and has called the API once before it counts.
 */
export async function sessions(
  stage: Stage,
  contestants: readonly Contestant[],
  length: Length,
  say: Say,
): Promise<SessionsPoint[]> {
  const entry = await stage.enter(product, { nodeOptions: SMALL });
  const entries = contestants.includes(floor) ? [await stage.enter(floor), entry] : [entry];
  const ask = (requests: number) =>
    closedLoad(entry, { connections: CONNECTIONS, goesOn: (sent) => sent < requests });

  const endsAt = performance.now() + MAX_MINUTES * 60_000;
  const points = [];
  for (const wanted of SESSIONS) {
    await signInUpTo(wanted, stage, entry, endsAt, say);
    const at = entry.exchanges.length;
    if (wanted === SESSIONS[0]) await warmUp(entries);
    await ask(at);
    const tell = (line: string) => say(`${at} sessions, ${line}`);
    const rates = await ratesInTurn(entries, CONNECTIONS, ofPoint(length), tell);
    const residentKb = rssKb(entry);
    const { readBytes } = await stage.store.trafficWhile(() => ask(READS));
    points.push({ at, rates, residentKb, readBytes: readBytes / READS });
    if (performance.now() >= endsAt) break;
  }
  for (const one of entries) await one.stop();
  return points;
}

async function signInUpTo(
  count: number,
  stage: Stage,
  entry: Entry,
  endsAt: number,
  say: Say,
): Promise<void> {
  while (entry.exchanges.length < count && performance.now() < endsAt) {
    await entry.signIn(Math.min(STEP, count - entry.exchanges.length));
    stage.provider.forget();
    say(`sessions: ${entry.exchanges.length} people have signed in`);
  }
}
