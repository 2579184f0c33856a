import { callbackify } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { type SessionData, Store } from 'express-session';
import type { User } from '../cognito/token-set.js';
import { Background } from './background.js';
import { type LiveSession, SessionRecords } from './session-records.js';

declare module 'express-session' {
  interface SessionData {
    /** Who is signed in. Absent only in the empty session that express-session gives to strangers. */
    user?: User;
    /** When they signed in, in ms since the epoch. */
    startedAt?: number;
    /** The address that they want to have, until the code that was mailed there is given. */
    newEmail?: string | undefined;
    asRead?: AsRead;
  }
}

/** The session as it was read. It is no part of what express-session holds: nothing saves it. */
class AsRead {
  constructor(readonly session: LiveSession) {}

  toJSON(): undefined {
    return undefined;
  }
}

/**
 * express-session's store. It writes over sessions that exist and never makes one: `Sessions.start`
 * alone does, so that the late save of a request in flight can't bring back what has ended.
 */
@Injectable()
export class SessionStore extends Store {
  /** express-session's: gives the request an empty session under a new id. */
  declare generate: (request: Request) => void;

  constructor(
    private readonly records: SessionRecords,
    private readonly background: Background,
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

  override touch(_id: string, { asRead }: SessionData, done: () => void = () => undefined): void {
    if (asRead) this.used(asRead.session);
    done();
  }

  /** Notes that the session was used. The answer goes out all the same: a store that fails now fails nobody. */
  used(session: LiveSession): void {
    if (this.records.isTouchDue(session)) {
      this.background.run('session touch', this.records.touch(session));
    }
  }

  private async read(id: string): Promise<SessionData | null> {
    const found = await this.records.read(id);
    return found ? { ...found.data, asRead: new AsRead(found) } : null;
  }
}
