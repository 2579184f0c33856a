import type { Contestant } from '../contestants/contestant.js';
import type { Say } from '../say.js';
import type { Stage } from '../stage.js';
import { ofPoint, onCurves, type Point } from './curve.js';
import { type Length, ratesInTurn, warmUp } from './rate.js';

const CONNECTIONS = [1, 8, 32, 128, 512];

/** How fast answers come over few connections and over many. */
export async function connections(
  stage: Stage,
  contestants: readonly Contestant[],
  { sessions, ...length }: Length & { readonly sessions: number },
  say: Say,
): Promise<Point[]> {
  const entries = [];
  for (const contestant of onCurves(contestants)) {
    const entry = await stage.enter(contestant);
    await entry.signIn(sessions);
    entries.push(entry);
  }
  await warmUp(entries);
  const points = [];
  for (const at of CONNECTIONS) {
    const tell = (line: string) => say(`${at} connections, ${line}`);
    points.push({ at, rates: await ratesInTurn(entries, at, ofPoint(length), tell) });
  }
  for (const entry of entries) await entry.stop();
  return points;
}
