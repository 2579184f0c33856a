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
export const OWN_ACCOUNT_SCOPE = 'aws.cognito.signin.user.admin';

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
    const ours = this.ours(claims, sub);
    // Who edits the authorization URL gets any scope that the app client allows.
    const isAskedFor = this.config.cognito.scopes.includes(OWN_ACCOUNT_SCOPE);
    return ours !== undefined && (isAskedFor || !changesAccount(ours));
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
    const claims = await this.verifiedClaims(token);
    if (this.fits(claims, sub)) return this.remember(token, claims);
    throw new LoginRefused('access_token_invalid');
  }

  /**
   * Verifies a token with which a person changes their own account, and which no session may have: so it is
   * never remembered as one that was verified.
   *
   * @returns its end, in ms since the epoch
   * @throws LoginRefused as `verify` does, `scope_missing` where it may not change the account
   */
  async verifyForAccount(token: string, sub: string): Promise<number> {
    const ours = this.ours(await this.verifiedClaims(token), sub);
    if (!ours) throw new LoginRefused('access_token_invalid');
    if (!changesAccount(ours)) throw new LoginRefused('scope_missing');
    return ours.exp * 1000;
  }

  /** Its claims, where it was made for this client and person. */
  private ours(claims: unknown, sub: string): AccessTokenClaims | undefined {
    const { data } = claimsSchema.safeParse(claims);
    const isOurs = data?.client_id === this.config.cognito.clientId && data.sub === sub;
    return isOurs ? data : undefined;
  }

  private async verifiedClaims(token: string): Promise<unknown> {
    const key = await this.keys.keyOf(token);
    try {
      return jsonwebtoken.verify(token, key, this.rules);
    } catch (cause) {
      throw new LoginRefused('access_token_invalid', { cause });
    }
  }
}

const changesAccount = ({ scope }: AccessTokenClaims) =>
  scope.split(' ').includes(OWN_ACCOUNT_SCOPE);
