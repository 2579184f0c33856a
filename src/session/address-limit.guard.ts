import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { CONFIG, type Config } from '../config/config.js';
import { addressOf } from '../http/requests/client-address.js';
import { RequestFailed } from '../http/failures/failure.js';
import { targetOf } from '../http/requests/request-target.js';
import { Events } from '../telemetry/events.js';
import { AddressLimit } from './address-limit.js';

/** Pages may poll it, and it costs neither Cognito nor a login anything. */
const UNLIMITED = '/auth/session';

/**
 * Limits what one address may ask of `/auth/*` (ASVS 5, 6.3.1). It is decided by the pattern of the
 * route that was found: a route that is added there is limited, and no spelling of its path gets by.
 */
@Injectable()
export class AddressLimitGuard implements CanActivate {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly limit: AddressLimit,
    private readonly events: Events,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    return isLimited(request) ? this.check(request) : true;
  }

  private async check(request: Request): Promise<true> {
    const verdict = await this.limit.count(addressOf(request, this.config));
    if (verdict.kind === 'passes') return true;
    if (verdict.first) {
      this.events.record('request.refused', { reason: 'too_many_requests', ...targetOf(request) });
    }
    throw new RequestFailed('too_many_requests', verdict);
  }
}

function isLimited({ route }: { route?: { path?: unknown } }): boolean {
  const path = route?.path;
  return typeof path === 'string' && path.startsWith('/auth/') && path !== UNLIMITED;
}
