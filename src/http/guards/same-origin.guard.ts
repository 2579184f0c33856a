import type { IncomingHttpHeaders } from 'node:http';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { CONFIG, type Config } from '../../config/config.js';
import { Events } from '../../telemetry/events.js';
import { RequestFailed } from '../failures/failure.js';
import { targetOf } from '../requests/request-target.js';
import { ROUTE_MARKS } from './route-marks.js';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']); // RFC 9110 §9.2.1

/**
 * Did a page of ours send this? Browsers tell by `Sec-Fetch-Site`, older ones by `Origin`; who
 * sends neither is no browser we know and proves with `X-CSRF: 1`, which no form of another site
 * can set, that it isn't being used by one. (ASVS 5, 3.5.1–3.5.3)
 */
export function isSameOrigin(headers: IncomingHttpHeaders, publicUrl: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  if (headers.origin !== undefined) return headers.origin === publicUrl;
  return headers['x-csrf'] === '1';
}

/** Refuses requests of other sites that would act with the cookie of ours. */
@Injectable()
export class SameOriginGuard implements CanActivate {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly reflector: Reflector,
    private readonly events: Events,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    const always = this.reflector.getAllAndOverride<boolean>(ROUTE_MARKS.SAME_ORIGIN_ONLY, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (!always && SAFE_METHODS.has(request.method)) return true;
    if (isSameOrigin(request.headers, this.config.publicUrl)) return true;

    this.events.record('request.refused', { reason: 'cross_origin', ...targetOf(request) });
    throw new RequestFailed('cross_origin');
  }
}
