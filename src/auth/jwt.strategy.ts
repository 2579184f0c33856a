import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport-jwt';
import { AccessTokens, type VerifiedToken } from '../cognito/access-tokens.js';
import { SigningKeys } from '../cognito/signing-keys.js';
import type { SignedIn } from '../tokens/signed-in.js';

/** What is to be verified: the tokens that the session holds, and never any that a browser sends. */
type Held = Pick<SignedIn, 'session' | 'tokens'>;

const HELD = Symbol('the tokens to verify');
type Holding = IncomingMessage & { [HELD]?: Held };

/** Leaves with the request what passport is to verify. */
export function present(held: Held, request: Holding): void {
  request[HELD] = held;
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
      jwtFromRequest: (request: Holding) => request[HELD]?.tokens.accessToken ?? null,
      secretOrKeyProvider: keys.forToken,
      issuer,
      ...(audience !== undefined && { audience }),
      algorithms,
      jsonWebTokenOptions: accessTokens.rules, // for its clock tolerance: the others must be said above
      passReqToCallback: true,
    });
  }

  validate({ [HELD]: held }: Holding, claims: object): VerifiedToken | false {
    if (!held || !this.accessTokens.fits(claims, held.session.user.sub)) return false;
    return this.accessTokens.remember(held.tokens.accessToken, claims);
  }
}
