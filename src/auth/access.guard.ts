import { type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { Request } from 'express';
import type { Logger } from 'pino';
import { allowsGroups } from '../api/policy-table.js';
import { AccessTokens } from '../cognito/access-tokens.js';
import { Failure, RequestFailed } from '../http/failures/failure.js';
import { type Access, ROUTE_MARK } from '../http/guards/route-marks.js';
import { targetOf } from '../http/requests/request-target.js';
import { Sessions } from '../session/sessions.js';
import { Events } from '../telemetry/events.js';
import { LOGGER } from '../telemetry/logger.js';
import { noteSignedIn, type SignedIn } from '../tokens/signed-in.js';
import { isNotSignedIn, signedIn, UserSessions } from '../tokens/user-sessions.js';
import { present } from './jwt.strategy.js';

/** Holds each route to its mark: who may use it. One that has none refuses everybody. */
@Injectable()
export class AccessGuard extends AuthGuard('jwt') {
  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: Sessions,
    private readonly userSessions: UserSessions,
    private readonly accessTokens: AccessTokens,
    private readonly events: Events,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    super();
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const [handler, controller] = [context.getHandler(), context.getClass()];
    const access = this.reflector.getAllAndOverride<Access | undefined>(ROUTE_MARK, [
      handler,
      controller,
    ]);
    if (access?.kind === 'public') return true;

    const request = context.switchToHttp().getRequest<Request>();
    const { user } = await this.identify(access, context, request);
    if (!access) {
      const route = `${controller.name}.${handler.name}`;
      this.logger.error({ route }, 'without @Public, @SignedIn or @Groups it refuses everybody');
      throw new RequestFailed('forbidden');
    }
    if (access.kind === 'signed-in' && !allowsGroups(access, user.groups)) {
      this.events.record('request.refused', { reason: 'not_in_group', ...targetOf(request) });
      throw new RequestFailed('forbidden');
    }
    return true;
  }

  /** Who the request is from, noted for the route. */
  private async identify(
    access: Access | undefined,
    context: ExecutionContext,
    request: Request,
  ): Promise<SignedIn> {
    const isSessionEnough = access?.kind === 'session';
    try {
      const found = await this.userSessions.admit(request, () =>
        isSessionEnough ? this.bySession(request) : this.byToken(context, request),
      );
      noteSignedIn(request, found);
      return found;
    } catch (error) {
      // Its cookie stays: who signs in next is asked for credentials.
      if (isNotSignedIn(error)) this.sessions.leaveAlone(request);
      throw error;
    }
  }

  private bySession(request: Request): SignedIn {
    const found = this.userSessions.current(this.sessions.of(request));
    if (!found) throw new RequestFailed('not_signed_in');
    return found;
  }

  private async byToken(context: ExecutionContext, request: Request): Promise<SignedIn> {
    const held = await this.userSessions.hold(this.sessions.of(request));
    const { session, tokens } = held;
    const recall = () => this.accessTokens.recall(tokens.accessToken, session.user.sub);
    if (!recall()) {
      present(held, request);
      await this.verifyByPassport(context, session);
    }
    const verified = recall();
    if (!verified) throw new RequestFailed('not_signed_in');
    return signedIn(held, verified.groups);
  }

  private async verifyByPassport(
    context: ExecutionContext,
    session: SignedIn['session'],
  ): Promise<void> {
    try {
      await super.canActivate(context);
    } catch (error) {
      if (error instanceof TokenInvalid) await this.userSessions.drop(session, error);
      throw error;
    }
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
