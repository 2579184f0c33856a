import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { LOGGER } from './logger.js';
import { Metrics } from './metrics.js';
import { currentOrigin } from './request-context.js';

/** Whose session it is, and its handle (`sessionHandle`). */
interface OfSession {
  readonly sub: string;
  readonly session: string;
}

/**
 * The audit trail: one event for each security decision, recorded once it is true. Names and fields
 * are stable, for alarms and dashboards are built on them. No field ever holds a token, a code, a
 * state or a cookie. Each event also says from where the request came: `RequestOrigin`.
 */
export interface EventFields {
  'login.started': { screen: 'login' | 'signup'; prompt?: string | undefined };
  /** A callback without an attempt that is still good: the login was begun anew, once. */
  'login.restarted': { reason: 'attempt_missing' | 'attempt_used' };
  'login.refused': {
    reason: string;
    /** Cognito's own `error` and `error_description`, cut and cleaned. */
    error?: string | undefined;
    errorDescription?: string | undefined;
  };
  'login.succeeded': OfSession;
  'logout.succeeded': OfSession;
  /** Who is signed in was asked to confirm that it's them. */
  'elevation.started': { sub: string };
  /** They have: for some minutes they may change their account. */
  'elevation.begun': OfSession;
  /** A person changed a part of their account, or tried to in vain. */
  'account.changed': OfSession & { change: AccountPart };
  'account.change_refused': OfSession & { change: AccountPart | 'deletion'; reason: string };
  'account.deleted': OfSession;
  /** An administrator changed something about somebody, or tried to in vain. */
  'admin.changed': OfAdministration;
  /** `reason` is ours. With `provider_unavailable` nothing is known: it may have happened all the same. */
  'admin.change_refused': OfAdministration & { reason: string };
  /** A browser may now upload a file, or download one, for some minutes; by the bucket it does so itself. */
  'file.upload_allowed': OfSession;
  'file.download_allowed': OfSession;
  'file.deleted': OfSession;
  'session.ended': OfSession & { reason: SessionEnd };
  'token.refreshed': OfSession;
  'token.refresh_rejected': OfSession & { reason: string };
  'token.refresh_unavailable': OfSession & { reason: string };
  'token.revoke_failed': { sub: string; reason: string };
  'request.refused': {
    reason:
      | 'bad_path'
      | 'cross_origin'
      | 'not_a_page_part'
      | 'not_in_group'
      | 'not_signed_in'
      | 'too_many_requests';
    method: string;
    path: string;
  };
}

/** Who did what to whom; the session is the administrator's. */
interface OfAdministration {
  /** The administrator. */
  readonly by: string;
  /** Whom it is about; `undefined` where they would have been made by it. */
  readonly sub: string | undefined;
  readonly change: AdminChange;
  readonly group?: string | undefined;
}

export type AdminChange =
  | 'disable'
  | 'enable'
  | 'invite'
  | 'invite-again'
  | 'join'
  | 'leave'
  | 'reset-authenticator'
  | 'reset-password'
  | 'sign-out';

type AccountPart = 'authenticator' | 'email' | 'name' | 'password';

/** Why a session ended other than by signing out of it or by its time. */
type SessionEnd =
  /** Its person deleted their account. */
  | 'account_deleted'
  /** An administrator ended it, by itself or with what they changed. */
  | 'ended_by_admin'
  /** Its person ended it from another session of theirs, where the request came from. */
  | 'ended_by_person'
  | 'new_login'
  | 'refresh_rejected'
  | 'token_invalid'
  /** The user began one more than may be: it was the one used longest ago. */
  | 'too_many'
  /** The answer that would have brought the cookie never reached the browser. */
  | 'undelivered';

@Injectable()
export class Events {
  private readonly trail: Logger;

  constructor(
    @Inject(LOGGER) logger: Logger,
    private readonly metrics: Metrics,
  ) {
    this.trail = logger.child({}, { level: 'info' }); // whatever LOG_LEVEL says of the rest
  }

  record<Name extends keyof EventFields>(event: Name, fields: EventFields[Name]): void {
    this.trail.info({ event, ...currentOrigin(), ...fields });
    this.metrics.event(event, 'reason' in fields ? fields.reason : undefined);
  }
}
