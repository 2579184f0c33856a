import type { Contestant } from '../contestants/contestant.js';
import type { Say } from '../say.js';
import type { Stage } from '../stage.js';

/** From the start of the process until it can serve, in ms. */
export type StartUp = Record<string, number[]>;

export async function startUp(
  stage: Stage,
  contestants: readonly Contestant[],
  rounds: number,
  say: Say,
): Promise<StartUp> {
  const samples: StartUp = Object.fromEntries(contestants.map(({ name }) => [name, []]));
  for (let round = 1; round <= rounds; round += 1) {
    for (const contestant of contestants) {
      const entry = await stage.enter(contestant);
      await entry.stop();
      samples[contestant.name]?.push(entry.startMs);
      say(`start-up, round ${round}: ${contestant.name} ${entry.startMs.toFixed(0)} ms`);
    }
  }
  return samples;
}
