import { Inject, Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { Request } from 'express';
import { Strategy } from 'passport-jwt';
import { groupsOf } from '../cognito/claims.js';
import { SigningKeys } from '../cognito/signing-keys.js';
import type { TokenSet, User as SignedInUser } from '../cognito/token-set.js';
import { CONFIG, type Config } from '../config/config.js';

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

/** Access-token claims: https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html */
interface AccessTokenClaims {
  sub: string;
  client_id: string;
  token_use: string;
}

/** Verifies the access token that the session holds: signature, `iss`, `exp`, and whom it was made for. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy) {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    keys: SigningKeys,
  ) {
    super({
      jwtFromRequest: (request: Request) => request.tokens?.accessToken ?? null,
      secretOrKeyProvider: keys.forToken,
      issuer: config.cognito.issuer,
      algorithms: ['RS256'],
      passReqToCallback: true,
    });
  }

  /** Groups come from the token, so that a refresh brings them up to date. */
  validate(request: Request, claims: AccessTokenClaims): SignedInUser | false {
    const { user } = request.session;
    const ours =
      claims.token_use === 'access' &&
      claims.client_id === this.config.cognito.clientId &&
      claims.sub === user?.sub;
    return ours && { ...user, groups: groupsOf(claims) };
  }
}
