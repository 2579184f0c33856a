import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { LOGGER } from './logger.js';

/**
 * The audit trail: one event for each security decision. Names and fields are stable, for alarms
 * and dashboards are built on them. No field ever holds a token, a code, a state or a cookie.
 */
export interface EventFields {
  'login.started': { screen: 'login' | 'signup' };
  /** A callback without its attempt: the login was begun anew, once. */
  'login.restarted': { reason: string };
  'login.refused': { reason: string; detail?: string };
  'login.succeeded': { sub: string };
  'logout.succeeded': { sub: string };
  'session.ended': { sub: string; reason: 'new_login' | 'refresh_rejected' | 'token_invalid' };
  'token.refreshed': { sub: string };
  'token.refresh_rejected': { sub: string; reason: string };
  'token.refresh_unavailable': { sub: string; reason: string };
  'token.revoke_failed': { sub: string; reason: string };
  'request.refused': {
    reason: 'cross_origin' | 'not_signed_in' | 'not_in_group';
    method: string;
    path: string;
  };
}

@Injectable()
export class Events {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  record<Name extends keyof EventFields>(event: Name, fields: EventFields[Name]): void {
    this.logger.info({ event, ...fields });
  }
}
