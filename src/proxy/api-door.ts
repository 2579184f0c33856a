import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { ApiCalls } from '../api/api-calls.js';
import { Apis } from '../api/apis.js';
import { InFlight } from '../api/in-flight.js';
import { type AllowedCall, Permissions } from '../api/call-permissions.js';
import { Upstream } from '../api/upstream.js';
import type { CallTokens } from '../cognito/token-set.js';
import { CONFIG, type Config } from '../config/config.js';
import { FailureAnswers } from '../http/failures/failure-answers.js';
import { SameOrigin } from '../http/guards/same-origin.js';
import { Sessions } from '../session/sessions.js';
import { currentRequestId, noteRoute } from '../telemetry/request-context.js';
import type { SignedIn } from '../tokens/signed-in.js';
import { UserSessions } from '../tokens/user-sessions.js';
import { requestHeaders, responseHeaders } from './headers.js';
import { bodyOf } from './request-body.js';

/**
 * The way in to the APIs. It stands before Express and Nest: a forwarded call needs no router, no page and
 * no session that can be changed. What it passes is what a closed route passes, in the same order, and
 * then the policy of its path. docs/decisions/0018-a-door-for-the-apis.md
 */
@Injectable()
export class ApiDoor {
  private readonly toApi: ReturnType<typeof requestHeaders>;
  private readonly toBrowser: ReturnType<typeof responseHeaders>;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly apis: Apis,
    private readonly sameOrigin: SameOrigin,
    private readonly sessions: Sessions,
    private readonly userSessions: UserSessions,
    private readonly permissions: Permissions,
    private readonly inFlight: InFlight,
    private readonly apiCalls: ApiCalls,
    private readonly upstream: Upstream,
    private readonly failures: FailureAnswers,
  ) {
    this.toApi = requestHeaders(config);
    this.toBrowser = responseHeaders(config);
  }

  /** Answers what is for an API. @returns false where the request isn't */
  serve(request: IncomingMessage, response: ServerResponse): boolean {
    const api = this.apis.claimant(request.url ?? '');
    if (!api) return false;
    noteRoute(`${api.prefix}/*`);
    this.admitAndForward(request, response).catch((error: unknown) => {
      this.failures.send(error, request, response);
    });
    return true;
  }

  private async admitAndForward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const session = await this.sessions.find(request);
    this.sameOrigin.demand(request);
    const signedIn = await this.userSessions.admit(request, () =>
      this.userSessions.identify(session),
    );
    this.sessions.used(signedIn.session); // whatever comes of the call
    const { method = '', url: target = '' } = request;
    const call = this.permissions.check({ method, target }, signedIn.user, request);
    this.inFlight.enter(signedIn.session, request);
    try {
      await this.forward(call, signedIn, request, response);
    } finally {
      this.inFlight.leave(signedIn.session);
    }
  }

  private async forward(
    call: AllowedCall,
    signedIn: SignedIn,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const requestId = currentRequestId() ?? '';
    const headers = this.toApi(request, requestId);
    const body = await bodyOf(request, response);
    const send = (tokens: CallTokens) =>
      this.upstream.forward({ ...call, tokens, headers, body }, response, (answered) =>
        this.toBrowser(call, answered, requestId),
      );
    try {
      // A stream can't be sent twice, should the API reject the token.
      if (body instanceof Readable) await send(signedIn.tokens);
      else await this.apiCalls.withTokens(signedIn, send);
    } finally {
      // A socket that nobody reads would never be seen to close.
      if (body instanceof Readable) request.unpipe().resume();
    }
  }
}
