import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { CONFIG, type Config } from '../config/config.js';
import { SESSION_ENGINE, type SessionEngine } from './engine.js';
import { open, seal } from './seal.js';
import { sessionKey, userKey } from './session-records.js';

const entrySchema = z.object({
  startedAt: z.number(),
  browser: z.string().optional(),
  address: z.string().optional(),
});

/** A session as its owner sees it in a list. */
export interface ListedSession extends z.infer<typeof entrySchema> {
  /** Names the session, and opens nothing. */
  readonly id: string;
  /** In ms since the epoch, as is `startedAt`. */
  readonly seenAt: number;
}

/**
 * Which sessions a user has. Listing them needs no cookie of theirs, so the entries are sealed under
 * the user's `sub` instead and hold nothing that a session could be opened with.
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

  add(sub: string, sessionId: string, entry: z.infer<typeof entrySchema>): Promise<void> {
    const { secrets, maxMs } = this.config.session;
    const sealed = seal(JSON.stringify(entry), secrets, `index ${sub}`);
    return this.engine.remember(userKey(sub), sessionKey(sessionId), sealed, maxMs);
  }

  remove(sub: string, sessionId: string): Promise<void> {
    return this.engine.forget(userKey(sub), sessionKey(sessionId));
  }

  /** The user's live sessions, the one used last first. Those that have expired leave the list. */
  async list(sub: string): Promise<ListedSession[]> {
    const entries = await this.engine.recall(userKey(sub));
    const sessions = await Promise.all(
      [...entries].map(([id, sealed]) => this.listed(sub, id, sealed)),
    );
    return sessions.filter((session) => session !== undefined).toSorted(byUse);
  }

  /** Ends one of the user's sessions, wherever it is used. @returns whether it was live */
  async end(sub: string, id: string): Promise<boolean> {
    const entries = await this.engine.recall(userKey(sub));
    return entries.has(id) && this.endEntry(sub, id); // where it isn't in the list, it isn't theirs
  }

  /** Ends all sessions of the user, but for the one kept. @returns how many were live */
  async endAll(sub: string, kept?: string): Promise<number> {
    const entries = await this.engine.recall(userKey(sub));
    const ids = [...entries.keys()].filter((id) => id !== kept);
    const ended = await Promise.all(ids.map((id) => this.endEntry(sub, id)));
    return ended.filter(Boolean).length;
  }

  private async endEntry(sub: string, id: string): Promise<boolean> {
    const ended = await this.engine.end(id);
    await this.engine.forget(userKey(sub), id);
    return ended !== undefined;
  }

  private async listed(
    sub: string,
    id: string,
    sealed: Buffer,
  ): Promise<ListedSession | undefined> {
    const stored = await this.engine.read(id);
    const plaintext = stored && open(sealed, this.config.session.secrets, `index ${sub}`);
    if (plaintext)
      return { id, seenAt: stored.seenAt, ...entrySchema.parse(JSON.parse(plaintext)) };
    await this.engine.forget(userKey(sub), id);
    return undefined;
  }
}

const byUse = (one: ListedSession, other: ListedSession) => other.seenAt - one.seenAt;
