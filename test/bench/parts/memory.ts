import { product } from '../contestants/product.js';
import type { Entry } from '../entry.js';
import { closedLoad } from '../load/closed.js';
import type { Say } from '../say.js';
import type { Stage } from '../stage.js';
import { CONNECTIONS } from './rate.js';

/** The heap that Node gives itself where it has 512 MB in all; with 24 GB it would let litter lie for long. */
export const SMALL = ['--max-old-space-size=256'];
const SESSIONS = 10_000;
const REQUESTS = 1_000_000;
/** On a slow machine the rest of the million is left out, and said to be. */
const MAX_SECONDS = 180;
/** How many requests to look after. */
const LOOKS = [100_000, 250_000, 500_000, 750_000, REQUESTS];

export interface Memory {
  readonly sessions: number;
  /** What the process had when it was ready, and when so many people had signed in; in kB. */
  readonly startKb: number;
  readonly signedInKb: number;
  /** What the store holds of one session. */
  readonly storeBytesASession: number;
  /** What the process had after so many requests by those people. */
  readonly afterRequests: readonly { readonly requests: number; readonly kb: number }[];
}

/** What the product's process and its store hold: sessions, then a million requests. */
export async function memory(stage: Stage, say: Say): Promise<Memory> {
  const entry = await stage.enter(product, { nodeOptions: SMALL });
  const startKb = rssKb(entry);
  const storeBefore = await stage.store.usedBytes();
  await entry.signIn(SESSIONS);
  const storeBytesASession = ((await stage.store.usedBytes()) - storeBefore) / SESSIONS;
  const signedInKb = rssKb(entry);
  say(`memory: ${startKb} kB at the start, ${signedInKb} kB with ${SESSIONS} sessions`);

  const endsAt = performance.now() + MAX_SECONDS * 1000;
  const afterRequests = [];
  let requests = 0;
  for (const look of LOOKS) {
    const wanted = look - requests;
    const goesOn = (sent: number) => sent < wanted && performance.now() < endsAt;
    requests += (await closedLoad(entry, { connections: CONNECTIONS, goesOn })).count;
    afterRequests.push({ requests, kb: rssKb(entry) });
    say(`memory: ${rssKb(entry)} kB after ${requests} requests`);
    if (performance.now() >= endsAt) break;
  }
  await entry.stop();
  return { sessions: SESSIONS, startKb, signedInKb, storeBytesASession, afterRequests };
}

export const rssKb = (entry: Entry): number => entry.usage()?.rssKb ?? Number.NaN;
