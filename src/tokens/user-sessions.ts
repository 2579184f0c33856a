import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { AccessTokens } from '../cognito/access-tokens.js';
import { groupsOf, unverifiedClaims } from '../cognito/claims.js';
import { IdentityPool } from '../cognito/identity-pool.js';
import { LoginRefused } from '../cognito/login-refused.js';
import { RETRY_AFTER } from '../cognito/provider-error.js';
import type { CallTokens, SignIn, TokenSet } from '../cognito/token-set.js';
import { RequestFailed } from '../http/failures/failure.js';
import { targetOf } from '../http/requests/request-target.js';
import { Background } from '../session/background.js';
import type { LiveSession } from '../session/session-records.js';
import { Sessions, type Started } from '../session/sessions.js';
import { requestContext } from '../telemetry/request-context.js';
import { type EventFields, Events } from '../telemetry/events.js';
import { demandCredentials } from './credentials.js';
import type { SignedIn } from './signed-in.js';
import { type Freshness, named, type SessionOf, Tokens, whose } from './tokens.js';

/** A session and its tokens as one: they begin together and end together. */
@Injectable()
export class UserSessions {
  constructor(
    private readonly sessions: Sessions,
    private readonly tokens: Tokens,
    private readonly accessTokens: AccessTokens,
    private readonly identityPool: IdentityPool,
    private readonly events: Events,
    private readonly background: Background,
  ) {}

  /**
   * Starts a session, whose cookie goes out with `response`. One that this browser had before ends, and
   * its tokens are revoked.
   *
   * @throws LoginRefused where the access token is none that the next page would accept, or where
   *   credentials were to be given since then and weren't
   */
  async start(
    request: Request,
    response: Response,
    signIn: SignIn,
    { credentialsSince }: { credentialsSince: number | undefined },
  ): Promise<void> {
    const previous = this.sessions.of(request);
    const { user, tokens } = signIn;
    const { id, previousTokens, endedHandles } = await this.begin(
      request,
      signIn,
      credentialsSince,
    ).catch((error: unknown) => {
      this.tokens.revoke(tokens, user.sub); // nobody will ever use them
      throw error;
    });
    const session = { id, sub: user.sub };
    this.events.record('login.succeeded', named(session));
    this.endUnlessDelivered(session, response);
    for (const handle of endedHandles) {
      this.events.record('session.ended', { sub: user.sub, session: handle, reason: 'too_many' });
    }
    if (previous && previousTokens) this.ended(whose(previous), previousTokens, 'new_login');
  }

  private async begin(
    request: Request,
    signIn: SignIn,
    credentialsSince: number | undefined,
  ): Promise<Started> {
    const { user, tokens } = signIn;
    if (credentialsSince !== undefined) demandCredentials(signIn, credentialsSince);
    await this.accessTokens.verify(tokens.accessToken, user.sub);
    return this.sessions.start(request, signIn);
  }

  /** Signs out: the session is gone before Cognito hears of it. */
  async end(request: Request, response: Response): Promise<void> {
    const session = this.sessions.of(request);
    const tokens = await this.sessions.end(request, response);
    if (!session || !tokens) return; // nobody was signed in, or someone else has just ended it
    this.events.record('logout.succeeded', named(whose(session)));
    this.giveUp(tokens, session.user.sub);
  }

  /**
   * Who is signed in by this session, with tokens that are good now: the access token is verified, by the
   * rules that the callback holds it to, once in a process.
   *
   * @throws RequestFailed `not_signed_in`, or `provider_unavailable` where a dead token can't be refreshed
   *   or its key can't be had
   */
  async identify(session: LiveSession | undefined): Promise<SignedIn> {
    const held = await this.hold(session);
    const { accessToken } = held.tokens;
    const { sub } = held.session.user;
    try {
      const { groups } =
        this.accessTokens.recall(accessToken, sub) ??
        (await this.accessTokens.verify(accessToken, sub));
      return signedIn(held, groups);
    } catch (error) {
      if (!(error instanceof LoginRefused)) throw error;
      if (error.reason === 'access_token_invalid') return this.drop(held.session, error);
      const { retryAfter = RETRY_AFTER } = error; // a key that isn't known yet says nothing against the token
      throw new RequestFailed('provider_unavailable', { cause: error, retryAfter });
    }
  }

  /**
   * Holds a request to its being from somebody: `find` says who they are. It is known by them from here on,
   * and refused on the record where there is nobody.
   *
   * @throws RequestFailed `not_signed_in`, or as `find` does
   */
  async admit(
    request: IncomingMessage,
    find: () => SignedIn | Promise<SignedIn>,
  ): Promise<SignedIn> {
    try {
      const found = await find();
      const context = requestContext.getStore();
      if (context) context.sub = found.user.sub;
      return found;
    } catch (error) {
      if (isNotSignedIn(error)) {
        this.events.record('request.refused', { reason: 'not_signed_in', ...targetOf(request) });
      }
      throw error;
    }
  }

  /**
   * The session and its tokens, which are good as far as their time goes.
   *
   * @throws RequestFailed as `identify` does
   */
  async hold(session: LiveSession | undefined): Promise<Held> {
    if (!session) throw new RequestFailed('not_signed_in');
    return { session, tokens: settled(await this.tokens.fresh(session)) };
  }

  /**
   * Ends a session whose access token doesn't verify.
   *
   * @throws RequestFailed `not_signed_in`
   */
  async drop(session: LiveSession, cause: Error): Promise<never> {
    await this.discard(whose(session), 'token_invalid');
    throw new RequestFailed('not_signed_in', { cause });
  }

  /**
   * The tokens in place of some that the API has just rejected.
   *
   * @throws RequestFailed as `identify` does
   */
  async replacedTokens(session: LiveSession, rejected: CallTokens): Promise<CallTokens> {
    return settled(await this.tokens.replaced(session, rejected));
  }

  /**
   * Who is signed in, for what needs no token: it is said at once, whatever becomes of Cognito. Groups
   * are those of the token, so that a refresh brings them up to date.
   */
  current(session: LiveSession | undefined): SignedIn | undefined {
    if (!session) return undefined;
    const tokens = this.tokens.current(session);
    return signedIn({ session, tokens }, groupsOf(unverifiedClaims(tokens.accessToken)));
  }

  /** A browser that left before the answer came has no cookie, and the session would be nobody's. */
  private endUnlessDelivered(session: SessionOf, response: Response): void {
    const end = () => {
      if (response.writableFinished) return;
      this.background.run('end of an undelivered session', this.discard(session, 'undelivered'));
    };
    if (response.destroyed) end();
    else response.once('close', end);
  }

  private async discard(session: SessionOf, reason: EndReason): Promise<void> {
    const tokens = await this.sessions.discard(session.id, session.sub);
    if (tokens) this.ended(session, tokens, reason);
  }

  private ended(session: SessionOf, tokens: TokenSet, reason: EndReason): void {
    this.events.record('session.ended', { ...named(session), reason });
    this.giveUp(tokens, session.sub);
  }

  /** Nobody uses them any more, nor what came of them. */
  private giveUp(tokens: TokenSet, sub: string): void {
    this.identityPool.forget(tokens.idToken);
    this.tokens.revoke(tokens, sub);
  }
}

type EndReason = EventFields['session.ended']['reason'];

export const isNotSignedIn = (error: unknown): boolean =>
  error instanceof RequestFailed && error.code === 'not_signed_in';

/** A session that may be used, and the tokens to use. */
interface Held {
  readonly session: LiveSession;
  readonly tokens: CallTokens;
}

/** Groups are the token's: a refresh brings them up to date, for the frame of pages too. */
export function signedIn({ session, tokens }: Held, groups: readonly string[]): SignedIn {
  const user = { ...session.user, groups };
  const context = requestContext.getStore();
  if (context) context.person = user;
  return { session, tokens, user };
}

/** The tokens, where there are any; a session whose refresh token is dead has ended by now. */
function settled(freshness: Freshness): CallTokens {
  switch (freshness.kind) {
    case 'fresh':
      return freshness.tokens;
    case 'rejected':
      throw new RequestFailed('not_signed_in');
    case 'unavailable':
      throw new RequestFailed('provider_unavailable', freshness);
  }
}
