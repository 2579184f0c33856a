import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { Request } from 'express';
import { LRUCache } from 'lru-cache';
import type { User } from '../cognito/token-set.js';
import { Failure, RequestFailed } from '../http/failures/failure.js';
import { targetOf } from '../http/requests/request-target.js';
import { ROUTE_MARKS } from '../http/guards/route-marks.js';
import { Events } from '../telemetry/events.js';
import { requestContext } from '../telemetry/request-context.js';
import { UserSessions } from '../tokens/user-sessions.js';

const VERIFIED_TOKENS = 10_000;

/** Closes every route that isn't marked `@Public()`: a session, live tokens, and a token that verifies. */
@Injectable()
export class SignedInGuard extends AuthGuard('jwt') {
  /** Users by access token: a token is verified once. It leaves with its end, or unused. */
  private readonly verified = new LRUCache<string, User>({ max: VERIFIED_TOKENS });

  constructor(
    private readonly reflector: Reflector,
    private readonly userSessions: UserSessions,
    private readonly events: Events,
  ) {
    super();
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const marked = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean>(ROUTE_MARKS.PUBLIC, marked)) return true;

    const request = context.switchToHttp().getRequest<Request>();
    const needsNoToken = this.reflector.getAllAndOverride<boolean>(ROUTE_MARKS.NO_TOKEN, marked);
    try {
      request.user = needsNoToken
        ? this.userOfSession(request)
        : await this.verifiedUser(context, request);
    } catch (error) {
      if (error instanceof RequestFailed && error.code === 'not_signed_in') {
        this.events.record('request.refused', { reason: 'not_signed_in', ...targetOf(request) });
      }
      throw error;
    }
    const store = requestContext.getStore();
    if (store) store.sub = request.user.sub;
    return true;
  }

  private userOfSession(request: Request): User {
    const user = this.userSessions.current(request);
    if (!user) throw new RequestFailed('not_signed_in');
    return user;
  }

  private async verifiedUser(context: ExecutionContext, request: Request): Promise<User> {
    const tokens = await this.userSessions.tokensOf(request);
    request.tokens = tokens;
    const known = this.verified.get(tokens.accessToken);
    if (known) return known;

    try {
      await super.canActivate(context); // passport sets request.user
    } catch (error) {
      if (error instanceof TokenInvalid) {
        await this.userSessions.drop(request);
        throw new RequestFailed('not_signed_in', { cause: error });
      }
      throw error;
    }
    if (!request.user) throw new RequestFailed('not_signed_in');
    const ttl = Math.max(1, tokens.expiresAt - Date.now());
    this.verified.set(tokens.accessToken, request.user, { ttl });
    return request.user;
  }

  /** passport-jwt reports keys that couldn't be fetched and tokens that don't verify alike, as `info`. */
  override handleRequest<T>(error: unknown, user: T | false, info: unknown): T {
    if (error) throw error;
    if (user) return user;
    if (info instanceof Failure) throw info;
    throw new TokenInvalid('the access token does not verify', { cause: info });
  }
}

class TokenInvalid extends Error {}
