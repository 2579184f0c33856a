import type { Contestant } from '../contestants/contestant.js';
import type { Length, Rates } from './rate.js';

/** A curve has many points, so each is measured for less long than what stands alone. */
const MOST_ROUNDS = 3;
const MOST_SECONDS = 2;
/** Whose curves are drawn: those of the peers are theirs to draw. */
const DRAWN = new Set(['floor', 'product', 'other']);

/** How fast all of them are at so many connections, or with so many sessions. */
export interface Point {
  readonly at: number;
  readonly rates: Rates;
}

export const onCurves = (contestants: readonly Contestant[]): readonly Contestant[] =>
  contestants.filter(({ name }) => DRAWN.has(name));

export const ofPoint = ({ rounds, seconds }: Length): Length => ({
  rounds: Math.min(rounds, MOST_ROUNDS),
  seconds: Math.min(seconds, MOST_SECONDS),
});
