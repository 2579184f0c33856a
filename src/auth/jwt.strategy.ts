import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { Request } from 'express';
import { Strategy } from 'passport-jwt';
import { AccessTokens } from '../cognito/access-tokens.js';
import { groupsOf } from '../cognito/claims.js';
import { SigningKeys } from '../cognito/signing-keys.js';
import type { TokenSet, User as SignedInUser } from '../cognito/token-set.js';

declare global {
  // oxlint-disable-next-line typescript/no-namespace -- how Express and passport are told of their types
  namespace Express {
    interface User extends SignedInUser {}
    interface Request {
      /** The session's tokens; on closed routes only. */
      tokens?: TokenSet;
    }
  }
}

/** Verifies the access token that the session holds, by the rules that the callback holds it to. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy) {
  constructor(
    private readonly accessTokens: AccessTokens,
    keys: SigningKeys,
  ) {
    const { issuer, audience, algorithms } = accessTokens.rules;
    super({
      jwtFromRequest: (request: Request) => request.tokens?.accessToken ?? null,
      secretOrKeyProvider: keys.forToken,
      issuer,
      ...(audience !== undefined && { audience }),
      algorithms,
      jsonWebTokenOptions: accessTokens.rules, // for its clock tolerance: the others must be said above
      passReqToCallback: true,
    });
  }

  /** Groups come from the token, so that a refresh brings them up to date. */
  validate(request: Request, claims: object): SignedInUser | false {
    const { user } = request.session;
    return (
      !!user && this.accessTokens.fits(claims, user.sub) && { ...user, groups: groupsOf(claims) }
    );
  }
}
