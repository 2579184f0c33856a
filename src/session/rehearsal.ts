import { randomUUID } from 'node:crypto';
import { sessionHandle } from '../telemetry/session-handle.js';
import { ELEVATION_ENTRY, elevationKey } from './elevation-key.js';
import type { SessionEngine, StoredSession } from './engine.js';
import { leaseKey, sessionKey, userKey } from './session-records.js';

/** What a rehearsal that breaks off leaves behind is gone after this long. */
const TTL_MS = 10_000;
/** For keys that nobody deletes: gone at once. */
const MOMENT_MS = 1;

/**
 * Does with the store all that logins and sessions do, on keys of its own that are like theirs: rights
 * that are missing, a version that lacks an option and a node that takes no writes show here, and not
 * with the first person who signs in.
 *
 * @throws RequestFailed `session_store_unavailable`; Error where the store doesn't keep what it is given
 */
export async function rehearseAll(engine: SessionEngine): Promise<void> {
  const id = `rehearsal ${randomUUID()}`;
  const [key, list] = [sessionKey(id), userKey(id)];

  await rehearseLogin(engine, id, async (stored) => {
    await engine.replace(key, 'tokens', stored.tokens, stored.version);
    await engine.touch(key, stored.seen, TTL_MS);
    expectSame(stored.seen, (await engine.glance(key))?.seen);
    await engine.remember(list, key, stored.session, TTL_MS);
    expectSame(stored.session, (await engine.recall(list)).get(key));
    await engine.forget(list, key);
    const elevation = elevationKey(sessionHandle(id));
    await engine.remember(elevation, ELEVATION_ENTRY, stored.tokens, MOMENT_MS);
    await engine.recall(elevation);
    await engine.forget(elevation, ELEVATION_ENTRY);
    await engine.count(`limit:{${id}}`, MOMENT_MS);
    await engine.acquire(`attempt:{${id}}`, id, MOMENT_MS);
  });
}

/**
 * The least of it: a session that begins, is read and ends, and a lease that is taken and released.
 *
 * @throws as `rehearseAll` does
 */
export async function rehearseLogin(
  engine: SessionEngine,
  id = `rehearsal ${randomUUID()}`,
  inBetween: (stored: StoredSession) => Promise<void> = async () => undefined,
): Promise<void> {
  const [key, lease] = [sessionKey(id), leaseKey(id)];
  const stored = { session: partOf(id), tokens: partOf(id), version: partOf(id), seen: partOf(id) };

  await engine.create(key, stored, TTL_MS);
  expectSame(stored.session, (await engine.read(key))?.session);
  if ((await engine.acquire(lease, id, TTL_MS)) !== undefined)
    throw new Error('a lease is nobody’s');
  if (!(await engine.hold(lease, id, id, TTL_MS))) throw new Error('a lease isn’t held');
  await engine.release(lease, id);
  await inBetween(stored);
  expectSame(stored.tokens, (await engine.end(key))?.tokens);
}

const partOf = (id: string) => Buffer.from(id);

function expectSame(given: Buffer, kept: Buffer | undefined): void {
  if (!kept?.equals(given)) throw new Error('the store doesn’t keep what it is given');
}
