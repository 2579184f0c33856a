import { callbackify } from 'node:util';
import { Inject, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import session, { type SessionData } from 'express-session';
import type { Logger } from 'pino';
import { CONFIG, type Config } from '../config/config.js';
import type { User } from '../cognito/token-set.js';
import { LOGGER } from '../telemetry/logger.js';
import { oneLine } from '../telemetry/one-line.js';
import { type SessionRecord, SessionRecords } from './session-records.js';

declare module 'express-session' {
  interface SessionData {
    /** Who is signed in. Absent only in the empty session that express-session gives to strangers. */
    user?: User;
    /** When they signed in, in ms since the epoch. */
    startedAt?: number;
    asRead?: AsRead;
  }
}

/** What came with the session in the same round trip. It is no part of the session: nothing saves it. */
class AsRead {
  constructor(
    readonly sealedTokens: Buffer,
    readonly seenAt: number,
  ) {}

  toJSON(): undefined {
    return undefined;
  }
}

/** The idle time is counted in steps: a session seen this share of it ago isn't touched again. */
const TOUCH_SHARE = 1 / 30;

/**
 * express-session's store. It writes over sessions that exist and never makes one: `Sessions.start`
 * alone does, so that the late save of a request in flight can't bring back what has ended.
 */
@Injectable()
export class SessionStore extends session.Store {
  /** express-session's: gives the request an empty session under a new id. */
  declare generate: (request: Request) => void;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly records: SessionRecords,
  ) {
    super();
  }

  override get(id: string, done: (error: unknown, data?: SessionData | null) => void): void {
    this.read(id).then((data) => done(null, data), done);
  }

  override set = callbackify(async (id: string, data: SessionData) => {
    await this.records.replaceSession(id, data);
  });

  override destroy = callbackify(async (id: string) => {
    await this.records.end(id);
  });

  /** The answer is on its way when this is called, so a store that fails now fails nobody. */
  override touch(id: string, data: SessionData, done: () => void = () => undefined): void {
    const { idleMs } = this.config.session;
    if (data.asRead && Date.now() - data.asRead.seenAt < idleMs * TOUCH_SHARE) {
      done();
      return;
    }
    this.records
      .touch(id, this.timeToLive(data))
      .catch((error: unknown) => {
        this.logger.warn({ reason: oneLine(error) }, 'a session could not be touched');
      })
      .finally(done);
  }

  /** The idle time, cut off where the session's absolute end comes first; in ms. */
  timeToLive({ startedAt = 0 }: SessionData): number {
    const { idleMs, maxMs } = this.config.session;
    return Math.min(idleMs, startedAt + maxMs - Date.now());
  }

  /** Judged by our clock as well as by the store's, which may lag or have been restored. */
  private hasEnded({ data, seenAt }: SessionRecord): boolean {
    return this.timeToLive(data) <= 0 || Date.now() - seenAt >= this.config.session.idleMs;
  }

  private async read(id: string): Promise<SessionData | null> {
    const record = await this.records.read(id);
    if (!record || this.hasEnded(record)) return null;
    return { ...record.data, asRead: new AsRead(record.sealedTokens, record.seenAt) };
  }
}
