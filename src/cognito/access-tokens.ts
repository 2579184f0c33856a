import { Inject, Injectable } from '@nestjs/common';
import jsonwebtoken, { type VerifyOptions } from 'jsonwebtoken';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { CONFIG, type Config } from '../config/config.js';
import { groupsOf } from './claims.js';
import { CLOCK_TOLERANCE_SECONDS, epochSeconds } from './clock.js';
import { LoginRefused } from './login-refused.js';
import { SigningKeys } from './signing-keys.js';

/** Lets its bearer change the account itself: password, factors, e-mail. */
const OWN_ACCOUNT_SCOPE = 'aws.cognito.signin.user.admin';

/** https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html */
const claimsSchema = z.looseObject({
  sub: z.string().min(1),
  client_id: z.string(),
  token_use: z.literal('access'),
  exp: z.number(), // in seconds since the epoch
  scope: z.string().default(''),
});
export type AccessTokenClaims = z.infer<typeof claimsSchema>;

/** What a token was found to say. */
export interface VerifiedToken {
  readonly sub: string;
  readonly groups: readonly string[];
  /** In seconds since the epoch. */
  readonly exp: number;
}

const MAX_VERIFIED = 10_000;

/** As jsonwebtoken takes them, which passport-jwt verifies with. */
interface Rules extends VerifyOptions {
  readonly issuer: string;
  readonly audience?: string;
  readonly algorithms: ['RS256'];
}

/**
 * Which access tokens are believed. One set of rules for the callback and for passport-jwt, so that no
 * session begins with a token that its next page would refuse.
 */
@Injectable()
export class AccessTokens {
  /** Signature and registered claims. A resource, where one is configured, is the token's `aud` (RFC 8707). */
  readonly rules: Rules;

  /** By the token itself, signature and all: it is verified once in a process. */
  private readonly verified = new LRUCache<string, VerifiedToken>({ max: MAX_VERIFIED });

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly keys: SigningKeys,
  ) {
    const { issuer, resource } = config.cognito;
    this.rules = {
      issuer,
      algorithms: ['RS256'],
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      ...(resource !== undefined && { audience: resource }),
    };
  }

  /**
   * Whether a verified token was made for this client and person, and gives nobody a hold on the account
   * itself. Other scopes are the app client's matter: it should allow those alone that are asked for, and a
   * trigger may add some.
   */
  fits(claims: unknown, sub: string): claims is AccessTokenClaims {
    const parsed = claimsSchema.safeParse(claims);
    if (!parsed.success) return false;
    const { clientId, scopes } = this.config.cognito;
    // Who edits the authorization URL gets any scope that the app client allows.
    const granted = parsed.data.scope.split(' ');
    const tooStrong = granted.includes(OWN_ACCOUNT_SCOPE) && !scopes.includes(OWN_ACCOUNT_SCOPE);
    return parsed.data.client_id === clientId && parsed.data.sub === sub && !tooStrong;
  }

  /** What the token says, where it was verified before, is this person's, and isn't over. */
  recall(token: string, sub: string): VerifiedToken | undefined {
    const known = this.verified.get(token);
    const isGood = known?.sub === sub && epochSeconds() < known.exp + CLOCK_TOLERANCE_SECONDS;
    return isGood ? known : undefined;
  }

  /** Notes what a verified token says that `fits`. */
  remember(token: string, claims: AccessTokenClaims): VerifiedToken {
    const { sub, exp } = claims;
    const verified = { sub, groups: groupsOf(claims), exp };
    this.verified.set(token, verified);
    return verified;
  }

  /**
   * Verifies the token by the rules that passport-jwt has too.
   *
   * @throws LoginRefused `access_token_invalid`, `signing_key_unknown`, or `provider_unavailable`
   *   where the keys can't be had
   */
  async verify(token: string, sub: string): Promise<VerifiedToken> {
    const key = await this.keys.keyOf(token);
    try {
      const claims: unknown = jsonwebtoken.verify(token, key, this.rules);
      if (this.fits(claims, sub)) return this.remember(token, claims);
    } catch (cause) {
      throw new LoginRefused('access_token_invalid', { cause });
    }
    throw new LoginRefused('access_token_invalid');
  }
}
