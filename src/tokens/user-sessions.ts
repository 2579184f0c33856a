import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { AccessTokens } from '../cognito/access-tokens.js';
import { groupsOf, unverifiedClaims } from '../cognito/claims.js';
import { LoginRefused } from '../cognito/login-refused.js';
import type { SignIn, TokenSet, User } from '../cognito/token-set.js';
import { RequestFailed } from '../http/failures/failure.js';
import { Background } from '../session/background.js';
import { Sessions, type Started } from '../session/sessions.js';
import { type EventFields, Events } from '../telemetry/events.js';
import { type Freshness, named, type SessionOf, Tokens } from './tokens.js';

/** Credentials may have been given this long before they were asked for: clocks differ. */
const CREDENTIALS_TOLERANCE_MS = 60_000;

/** A session and its tokens as one: they begin together and end together. */
@Injectable()
export class UserSessions {
  constructor(
    private readonly sessions: Sessions,
    private readonly tokens: Tokens,
    private readonly accessTokens: AccessTokens,
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
    const previous = sessionOf(request);
    const { user, tokens } = signIn;
    const { previousTokens, endedHandles } = await this.begin(
      request,
      signIn,
      credentialsSince,
    ).catch((error: unknown) => {
      this.tokens.revoke(tokens, user.sub); // nobody will ever use them
      throw error;
    });
    const session = { id: request.sessionID, sub: user.sub };
    this.events.record('login.succeeded', named(session));
    this.endUnlessDelivered(session, response);
    for (const handle of endedHandles) {
      this.events.record('session.ended', { sub: user.sub, session: handle, reason: 'too_many' });
    }
    if (previous && previousTokens) this.ended(previous, previousTokens, 'new_login');
  }

  private async begin(
    request: Request,
    signIn: SignIn,
    credentialsSince: number | undefined,
  ): Promise<Started> {
    const { user, tokens, authenticatedAt = 0 } = signIn;
    // Cognito may have passed `prompt` over: only the token says that somebody was asked.
    if (
      credentialsSince !== undefined &&
      !isBetween(credentialsSince, authenticatedAt, Date.now())
    ) {
      throw new LoginRefused('reauthentication_missing');
    }
    await this.accessTokens.verify(tokens.accessToken, user.sub);
    return this.sessions.start(request, signIn);
  }

  /** Signs out: the session is gone before Cognito hears of it. */
  async end(request: Request, response: Response): Promise<void> {
    const session = sessionOf(request);
    const tokens = await this.sessions.end(request, response);
    if (!session || !tokens) return; // nobody was signed in, or someone else has just ended it
    this.events.record('logout.succeeded', named(session));
    this.tokens.revoke(tokens, session.sub);
  }

  /** Ends a session whose access token doesn't verify. */
  async drop(request: Request): Promise<void> {
    const session = sessionOf(request);
    if (session) await this.discard(session, 'token_invalid');
    this.sessions.leaveAlone(request);
  }

  /**
   * The tokens of who is signed in.
   *
   * @throws RequestFailed `not_signed_in`, or `provider_unavailable` where a dead token can't be refreshed
   */
  async tokensOf(request: Request): Promise<TokenSet> {
    const session = sessionOf(request);
    if (!session) throw new RequestFailed('not_signed_in');
    return this.settled(request, await this.tokens.fresh(session, sealedTokens(request)));
  }

  /**
   * The tokens in place of some that the API has just rejected.
   *
   * @throws RequestFailed as `tokensOf` does
   */
  async replacedTokens(request: Request, rejected: TokenSet): Promise<TokenSet> {
    const session = sessionOf(request);
    if (!session) throw new RequestFailed('not_signed_in');
    return this.settled(request, await this.tokens.replaced(session, rejected));
  }

  /**
   * Who is signed in, for what needs no token: it is said at once, whatever becomes of Cognito. Groups
   * are those of the token, so that a refresh brings them up to date. Without tokens that open, nobody
   * is: closed pages would send them to the login, and the login back.
   */
  current(request: Request): User | undefined {
    const { user } = request.session;
    const session = sessionOf(request);
    if (!user || !session) return undefined;
    const tokens = this.tokens.current(session, sealedTokens(request));
    return tokens && { ...user, groups: groupsOf(unverifiedClaims(tokens.accessToken)) };
  }

  /** The tokens, where there are any; a session whose refresh token is dead has ended by now. */
  private settled(request: Request, freshness: Freshness): TokenSet {
    switch (freshness.kind) {
      case 'fresh':
        return freshness.tokens;
      case 'rejected':
        this.sessions.leaveAlone(request); // its cookie stays: who signs in next is asked for credentials
        throw new RequestFailed('not_signed_in');
      case 'unavailable':
        throw new RequestFailed('provider_unavailable', freshness);
    }
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
    this.tokens.revoke(tokens, session.sub);
  }
}

type EndReason = EventFields['session.ended']['reason'];

function sessionOf({ sessionID: id, session }: Request): SessionOf | undefined {
  return session.user && { id, sub: session.user.sub };
}

/** Give or take what clocks may differ by. A time to come says nothing of what has been. */
const isBetween = (from: number, time: number, until: number) =>
  time >= from - CREDENTIALS_TOLERANCE_MS && time <= until + CREDENTIALS_TOLERANCE_MS;

const sealedTokens = ({ session }: Request) => session.asRead?.sealedTokens;
