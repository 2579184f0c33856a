import { Injectable } from '@nestjs/common';
import { type ListedSession, SessionIndex } from '../session/session-index.js';
import { handleIn } from '../session/session-records.js';
import { Events } from '../telemetry/events.js';

/** One of somebody's sessions, as administrators see it. */
interface SessionOfUser extends Omit<ListedSession, 'id'> {
  /** Names it in the audit trail, and opens nothing. */
  readonly handle: string;
}

/** The sessions of anybody, for administrators. None of this asks Cognito. */
@Injectable()
export class SessionsOfUsers {
  constructor(
    private readonly index: SessionIndex,
    private readonly events: Events,
  ) {}

  /** Those that are live, the one used last first. */
  async list(sub: string): Promise<SessionOfUser[]> {
    const listed = await this.index.list(sub);
    return listed.map(({ id, ...rest }) => ({ ...rest, handle: handleIn(id) }));
  }

  /**
   * Ends all of them, for all processes at once.
   *
   * @throws RequestFailed `session_store_unavailable`
   */
  endAll(sub: string): Promise<void> {
    return this.index.endAll(sub, undefined, (session) =>
      this.events.record('session.ended', { sub, session, reason: 'ended_by_admin' }),
    );
  }
}
