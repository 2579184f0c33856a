import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { SignIn, TokenSet, User } from '../cognito/token-set.js';
import { RequestFailed } from '../http/failure.js';
import { Sessions } from '../session/sessions.js';
import { Events } from '../telemetry/events.js';
import { type Freshness, Tokens } from './tokens.js';

/** A session and its tokens as one: they begin together and end together. */
@Injectable()
export class UserSessions {
  constructor(
    private readonly sessions: Sessions,
    private readonly tokens: Tokens,
    private readonly events: Events,
  ) {}

  /** Starts a session. One that this browser had before ends, and its tokens are revoked. */
  async start(request: Request, signIn: SignIn): Promise<void> {
    const previous = request.session.user;
    const { user, tokens } = signIn;
    const previousTokens = await this.sessions.start(request, signIn).catch(async (error) => {
      await this.tokens.revoke(tokens, user.sub); // nobody will ever use them
      throw error;
    });
    this.events.record('login.succeeded', { sub: user.sub });
    if (!previous || !previousTokens) return;
    this.events.record('session.ended', { sub: previous.sub, reason: 'new_login' });
    await this.tokens.revoke(previousTokens, previous.sub);
  }

  /** Signs out: the session is gone before Cognito hears of it. */
  async end(request: Request, response: Response): Promise<void> {
    const { user } = request.session;
    const tokens = await this.sessions.end(request, response);
    if (!user || !tokens) return; // nobody was signed in, or someone else has just ended it
    this.events.record('logout.succeeded', { sub: user.sub });
    await this.tokens.revoke(tokens, user.sub);
  }

  /** Ends a session whose access token doesn't verify. */
  async drop(request: Request, response: Response): Promise<void> {
    const sub = request.session.user?.sub ?? '';
    const tokens = await this.sessions.end(request, response);
    if (!tokens) return;
    this.events.record('session.ended', { sub, reason: 'token_invalid' });
    await this.tokens.revoke(tokens, sub);
  }

  /**
   * The tokens of who is signed in.
   *
   * @throws RequestFailed `not_signed_in`, or `provider_unavailable` where a dead token can't be refreshed
   */
  async tokensOf(request: Request, response: Response): Promise<TokenSet> {
    const { user } = request.session;
    if (!user) throw new RequestFailed('not_signed_in');
    return this.settled(await this.freshness(request, user), request, response);
  }

  /**
   * The tokens in place of some that the API has just rejected.
   *
   * @throws RequestFailed as `tokensOf` does
   */
  async replacedTokens(
    request: Request,
    response: Response,
    rejected: TokenSet,
  ): Promise<TokenSet> {
    const { sessionID, session } = request;
    if (!session.user) throw new RequestFailed('not_signed_in');
    const freshness = await this.tokens.replaced(sessionID, session.user.sub, rejected);
    return this.settled(freshness, request, response);
  }

  /** Who is signed in, for pages that anybody may open. */
  async current(request: Request, response: Response): Promise<User | undefined> {
    const { user } = request.session;
    if (!user) return undefined;
    const { kind } = await this.freshness(request, user);
    if (kind !== 'rejected') return user;
    await this.sessions.end(request, response);
    return undefined;
  }

  /** The tokens, where there are any; a session whose refresh token is dead ends here. */
  private async settled(
    freshness: Freshness,
    request: Request,
    response: Response,
  ): Promise<TokenSet> {
    switch (freshness.kind) {
      case 'fresh':
        return freshness.tokens;
      case 'rejected':
        await this.sessions.end(request, response);
        throw new RequestFailed('not_signed_in');
      case 'unavailable':
        throw new RequestFailed('provider_unavailable', freshness);
    }
  }

  private freshness({ sessionID, session }: Request, { sub }: User): Promise<Freshness> {
    return this.tokens.fresh(sessionID, sub, session.asRead?.sealedTokens);
  }
}
