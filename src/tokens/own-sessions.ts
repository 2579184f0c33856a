import { Injectable } from '@nestjs/common';
import { type ListedSession, SessionIndex } from '../session/session-index.js';
import { handleIn, keyOf } from '../session/session-records.js';
import { type EventFields, Events } from '../telemetry/events.js';
import { sessionHandle } from '../telemetry/session-handle.js';
import type { SignedIn } from './signed-in.js';

type SessionEnd = EventFields['session.ended']['reason'];

/** One of a person's sessions, as they see it. */
export interface OwnSession extends Omit<ListedSession, 'id'> {
  /** Names the session to who may end it, and in the audit trail. */
  readonly handle: string;
  /** The one that asks. */
  readonly isThis: boolean;
}

/** A person's own sessions. None of this needs a token, so that it works while Cognito doesn't. */
@Injectable()
export class OwnSessions {
  constructor(
    private readonly index: SessionIndex,
    private readonly events: Events,
  ) {}

  /** The one that asks, which is used at this moment, then the others, the one used last first. */
  async list({ user, session }: SignedIn): Promise<OwnSession[]> {
    const own = this.index.idOf(session.id);
    const listed = await this.index.list(user.sub);
    return listed
      .map(({ id, ...rest }) => ({ ...rest, handle: handleIn(id), isThis: id === own }))
      .map((each) => (each.isThis ? { ...each, seenAt: Date.now() } : each))
      .toSorted((one, other) => Number(other.isThis) - Number(one.isThis));
  }

  /**
   * Ends another session of the person, for all processes at once. Its refresh token isn't revoked: only
   * its own cookie could open it, and now nothing can.
   *
   * @returns whether it was live, and theirs
   */
  endOther({ user: { sub } }: SignedIn, handle: string): Promise<boolean> {
    return this.index.end(sub, keyOf(handle), this.noteEnd(sub));
  }

  /** Ends all sessions of the person but the one that asks. */
  endOthers({ user: { sub }, session }: SignedIn): Promise<void> {
    return this.index.endAll(sub, this.index.idOf(session.id), this.noteEnd(sub));
  }

  /** Ends all sessions of a person who has no account any more: this one last, since with it one can try again. */
  async endAll({ user: { sub }, session }: SignedIn): Promise<void> {
    const [own, onEnd] = [this.index.idOf(session.id), this.noteEnd(sub, 'account_deleted')];
    await this.index.endAll(sub, own, onEnd);
    await this.index.end(sub, own, onEnd);
  }

  private noteEnd(sub: string, reason: SessionEnd = 'ended_by_person') {
    return (session: string): void => this.events.record('session.ended', { sub, session, reason });
  }
}

/** Whether the handle names the session that asks. */
export const isOwn = ({ session }: SignedIn, handle: string) =>
  sessionHandle(session.id) === handle;
