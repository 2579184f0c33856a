import { setTimeout as pause } from 'node:timers/promises';
import type { Books } from './books.js';
import type { Site } from './site.js';

/** A fault that begins, lasts for some seconds, and is over. */
interface Fault {
  readonly name: string;
  readonly happen: (site: Site, books: Books) => Promise<void>;
}

const STORE_MS = 2_500; // a command waits for two seconds
const COGNITO_MS = 3_000;
const CALM_MS = 2_000;
/** The one that is killed; the other one lives long, so that it can be seen how it ages. */
export const VICTIM = 1;

const frozenStore: Fault = {
  name: 'the store was frozen',
  happen: async ({ store }) => {
    store.pause();
    await pause(STORE_MS);
    store.resume();
  },
};
const killed: Fault = {
  name: 'a process was killed',
  happen: async (site) => {
    await site.kill(VICTIM);
    await site.replace(VICTIM);
  },
};

const FAULTS: readonly Fault[] = [
  killed,
  frozenStore,
  {
    name: 'the store was killed and restarted',
    happen: async ({ store }) => {
      await store.stop();
      await pause(1_000);
      await store.start();
    },
  },
  {
    name: 'Cognito was out of reach',
    happen: async ({ network }) => {
      await network.cut();
      await pause(COGNITO_MS);
      await network.mend();
    },
  },
  {
    name: 'a process was killed while the store was frozen',
    happen: async (site) => {
      site.store.pause();
      await pause(STORE_MS);
      await site.kill(VICTIM);
      site.store.resume();
      await site.replace(VICTIM);
    },
  },
  {
    name: 'Cognito was silent',
    happen: async ({ network }) => {
      network.swallow();
      await pause(COGNITO_MS);
      await network.mend();
    },
  },
];

/** How often each fault has happened. */
export type Weather = ReadonlyMap<string, number>;

interface Length {
  readonly until: number;
  readonly stop: AbortSignal;
  readonly say: (line: string) => void;
}

/** One fault after the other until the time has come, one at least, each in its turn and to its end. */
export async function storm(
  site: Site,
  books: Books,
  { until, stop, say }: Length,
): Promise<Weather> {
  const weather = new Map<string, number>();
  for (let turn = 0; turn === 0 || performance.now() < until; turn += 1) {
    if (stop.aborted) break;
    const fault = FAULTS[turn % FAULTS.length] ?? killed;
    await fault.happen(site, books);
    weather.set(fault.name, (weather.get(fault.name) ?? 0) + 1);
    say(fault.name);
    await pause(CALM_MS);
  }
  return weather;
}

/** Replaces one process after the other, as a deployment does: each finishes what it has begun. */
export async function deploy(site: Site, books: Books): Promise<void> {
  for (const index of site.members.keys()) {
    const code = await site.end(index);
    if (code !== 0) books.complain(`process ${index} ended with ${code} when it was told to end`);
    await site.replace(index);
  }
}
