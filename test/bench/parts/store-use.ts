import type { Entry } from '../entry.js';
import { closedLoad } from '../load/closed.js';
import type { Goal } from '../load/goal.js';
import type { Say } from '../say.js';
import type { Store } from '../store.js';
import { CONNECTIONS } from './rate.js';

const REQUESTS = 500;
const LOGINS = 20;

/** What one contestant asks of the store. These are counts: they don't differ from round to round. */
interface OneStoreUse {
  /** For a request whose session doesn't change by it. */
  readonly readBytes: number;
  readonly writtenBytes: number;
  readonly commands: number;
  readonly loginCommands: number;
}

export type StoreUse = Readonly<Record<string, OneStoreUse>>;

/** What the store is asked for a request and for a login, of each contestant that has sessions there. */
export async function storeUse(
  entries: readonly Entry[],
  store: Store,
  say: Say,
): Promise<StoreUse> {
  const used: Record<string, OneStoreUse> = {};
  for (const entry of entries) {
    if (entry.contestant.loginPath === undefined) continue;
    const use = await useOf(entry, store);
    used[entry.name] = use;
    const { readBytes, writtenBytes, commands, loginCommands } = use;
    say(
      `store: ${entry.name} reads ${readBytes.toFixed(0)} and writes ${writtenBytes.toFixed(0)} bytes` +
        ` in ${commands.toFixed(2)} commands a request, and takes ${loginCommands.toFixed(1)} for a login`,
    );
  }
  return used;
}

async function useOf(entry: Entry, store: Store): Promise<OneStoreUse> {
  const askedByLogins = await store.commandsWhile(entry.database, () => entry.signIn(LOGINS));
  // Who has just signed in: whoever notes the last use once in a while has no need to yet.
  const goal: Goal = {
    name: entry.name,
    port: entry.port,
    exchanges: entry.exchanges.slice(-LOGINS),
  };
  const ask = (requests: number) =>
    closedLoad(goal, { connections: CONNECTIONS, goesOn: (sent) => sent < requests });
  await ask(LOGINS); // whoever keeps what was read has read it now
  const { readBytes, writtenBytes } = await store.trafficWhile(() => ask(REQUESTS));
  const asked = await store.commandsWhile(entry.database, () => ask(REQUESTS));
  return {
    readBytes: readBytes / REQUESTS,
    writtenBytes: writtenBytes / REQUESTS,
    commands: asked.length / REQUESTS,
    loginCommands: askedByLogins.length / LOGINS,
  };
}
