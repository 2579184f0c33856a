import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { SameOrigin } from './same-origin.js';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']); // RFC 9110 §9.2.1

/** Holds what may change something to `SameOrigin`. A page may be asked for from anywhere. */
@Injectable()
export class SameOriginGuard implements CanActivate {
  constructor(private readonly sameOrigin: SameOrigin) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    if (!SAFE_METHODS.has(request.method)) this.sameOrigin.demand(request);
    return true;
  }
}
