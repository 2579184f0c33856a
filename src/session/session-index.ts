import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { CONFIG, type Config } from '../config/config.js';
import { endElevation } from './elevation-key.js';
import { type Entries, SESSION_ENGINE, type SessionEngine } from './engine.js';
import { open, seal } from './seal.js';
import { claimedSeen } from './seen.js';
import { handleIn, sessionKey, userKey } from './session-records.js';

const entrySchema = z.object({
  startedAt: z.number(),
  browser: z.string().optional(),
  address: z.string().optional(),
});
type Entry = z.infer<typeof entrySchema>;

/** How many of a list are looked at when one is added: more than there should be, and no endless work. */
const MAX_LOOKED_AT = 2_000;

/** A session as its owner sees it in a list. */
export interface ListedSession extends Entry {
  /** Names the session, and opens nothing. */
  readonly id: string;
  /** In ms since the epoch, as is `startedAt`. */
  readonly seenAt: number;
}

/**
 * Hears of each session that was live, by its handle, as soon as it is gone: should the store fail right
 * after, what has happened is known all the same.
 */
type OnEnd = (handle: string) => void;

/**
 * Which sessions a user has. Listing them needs no cookie of theirs, so the entries are sealed under
 * the user's `sub` and the session's handle instead and hold nothing that a session could be opened with.
 */
@Injectable()
export class SessionIndex {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(SESSION_ENGINE) private readonly engine: SessionEngine,
  ) {}

  /** The name under which a session stands in its user's list. */
  idOf(sessionId: string): string {
    return sessionKey(sessionId);
  }

  /**
   * Adds a session to its user's list, takes out those that are gone, and ends those that are too
   * many: of the others the ones used longest ago. `replaced`, which ends anyway, isn't counted.
   *
   * @returns the handles of those that were ended here, and by nobody else
   */
  async add(sub: string, sessionId: string, entry: Entry, replaced: string): Promise<string[]> {
    const { secrets, maxMs, perUser } = this.config.session;
    const own = sessionKey(sessionId);
    const sealed = seal(JSON.stringify(entry), secrets, contextOf(sub, own));
    const entries = new Map(await this.engine.remember(userKey(sub), own, sealed, maxMs));
    const mine = { id: own, seenAt: entry.startedAt, ...entry };
    for (const known of [own, sessionKey(replaced)]) entries.delete(known);
    const live = [mine, ...(await this.live(sub, entries))];
    const ended = await Promise.all(
      tooMany(live, own, perUser).map(async (id) => ({ id, live: await this.endEntry(sub, id) })),
    );
    return ended.filter((session) => session.live).map(({ id }) => handleIn(id));
  }

  remove(sub: string, sessionId: string): Promise<void> {
    return this.engine.forget(userKey(sub), sessionKey(sessionId));
  }

  /** The user's live sessions, the one used last first. Those that have expired leave the list. */
  async list(sub: string): Promise<ListedSession[]> {
    return (await this.live(sub, await this.engine.recall(userKey(sub)))).toSorted(byUse);
  }

  /** Ends one of the user's sessions, wherever it is used. @returns whether it was live */
  async end(sub: string, id: string, onEnd?: OnEnd): Promise<boolean> {
    const entries = await this.engine.recall(userKey(sub));
    return entries.has(id) && this.endEntry(sub, id, onEnd); // where it isn't in the list, it isn't theirs
  }

  /** Ends all sessions of the user, but for the one kept. */
  async endAll(sub: string, kept?: string, onEnd?: OnEnd): Promise<void> {
    const entries = await this.engine.recall(userKey(sub));
    const ids = [...entries.keys()].filter((id) => id !== kept);
    await Promise.all(ids.map((id) => this.endEntry(sub, id, onEnd)));
  }

  private async endEntry(sub: string, id: string, onEnd?: OnEnd): Promise<boolean> {
    const ended = (await this.engine.end(id)) !== undefined;
    if (ended) onEnd?.(handleIn(id));
    await endElevation(this.engine, handleIn(id));
    await this.engine.forget(userKey(sub), id);
    return ended;
  }

  /** What of these entries is live. The records themselves aren't read: they are large. */
  private async live(sub: string, entries: Entries): Promise<ListedSession[]> {
    const looked = [...entries].slice(0, MAX_LOOKED_AT);
    const sessions = await Promise.all(looked.map(([id, sealed]) => this.listed(sub, id, sealed)));
    return sessions.filter((session) => session !== undefined);
  }

  private async listed(
    sub: string,
    id: string,
    sealed: Buffer,
  ): Promise<ListedSession | undefined> {
    const glance = await this.engine.glance(id);
    const seenAt = glance && claimedSeen(glance.seen);
    const plaintext = open(sealed, this.config.session.secrets, contextOf(sub, id));
    if (seenAt !== undefined && plaintext !== undefined) {
      return { id, seenAt, ...entrySchema.parse(JSON.parse(plaintext)) };
    }
    await this.engine.forget(userKey(sub), id);
    return undefined;
  }
}

/** An entry opens for its person and its session alone, wherever somebody may have copied it to. */
const contextOf = (sub: string, id: string) => `index ${sub} ${id}`;

/** The one used last first. Of two that began in the same moment, all processes say the same. */
const byUse = (one: ListedSession, other: ListedSession) =>
  other.seenAt - one.seenAt || (one.id > other.id ? -1 : 1);

/**
 * Which sessions go when `own` has just begun. It stays itself, unless as many began after it as there
 * may be: then all that begin at once judge by the same order, or they would end one another.
 */
function tooMany(live: readonly ListedSession[], own: string, perUser: number): string[] {
  const mine = live.find(({ id }) => id === own);
  const stays = mine && live.filter((other) => isYounger(other, mine)).length < perUser;
  const others = live.filter(({ id }) => id !== own || !stays);
  const room = stays ? perUser - 1 : perUser;
  return others
    .toSorted(byUse)
    .slice(room)
    .map(({ id }) => id);
}

const isYounger = (one: ListedSession, other: ListedSession) =>
  one.startedAt === other.startedAt ? one.id > other.id : one.startedAt > other.startedAt;
