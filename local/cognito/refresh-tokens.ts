import { randomBytes } from 'node:crypto';
import type { Context } from './context.js';
import type { SignIn } from './tokens.js';

interface Issued {
  signIn: SignIn;
  expiresAt: number;
  /** Once replaced: when the grace period ends. */
  graceEndsAt?: number;
}

/** Refresh tokens: their rotation with a grace period, and revocation of all that a sign-in gave. */
export class RefreshTokens {
  readonly #issued = new Map<string, Issued>();
  readonly #revokedOrigins = new Set<string>();

  constructor(private readonly context: Context) {}

  issue(signIn: SignIn): string {
    return this.#keep(
      signIn,
      this.context.now() + this.context.settings.validity.refreshToken * 1000,
    );
  }

  /** The sign-in that a token would continue; using nothing up. */
  signInOf(token: string): SignIn | undefined {
    return this.#alive(token)?.signIn;
  }

  /**
   * The sign-in that a token continues and, where tokens rotate, the token that takes its place.
   * A replacement ends when the first one would have (Cognito: "Refresh token rotation").
   */
  redeem(token: string): { signIn: SignIn; replacement?: string } | undefined {
    const issued = this.#alive(token);
    if (!issued) return undefined;
    const { signIn, expiresAt } = issued;
    const { enabled, graceSeconds } = this.context.settings.rotation;
    if (!enabled) return { signIn };
    // From the first use on: using it again doesn't prolong the grace.
    issued.graceEndsAt ??= this.context.now() + graceSeconds * 1000;
    return { signIn, replacement: this.#keep(signIn, expiresAt) };
  }

  /** Whether a token comes too late, after another took its place. */
  wasReplaced(token: string): boolean {
    const { graceEndsAt = Infinity } = this.#issued.get(token) ?? {};
    return graceEndsAt <= this.context.now();
  }

  /** Ends everything that came of the same sign-in. An unknown token is nothing to complain of. */
  revoke(token: string): void {
    const issued = this.#issued.get(token);
    if (issued) this.#revokedOrigins.add(issued.signIn.originJti);
  }

  /** Ends all of someone's sign-ins. */
  revokeAll(username: string): void {
    for (const { signIn } of this.#issued.values()) {
      if (signIn.username === username) this.#revokedOrigins.add(signIn.originJti);
    }
  }

  isRevoked(originJti: string): boolean {
    return this.#revokedOrigins.has(originJti);
  }

  #alive(token: string): Issued | undefined {
    const issued = this.#issued.get(token);
    const isAlive =
      issued &&
      issued.expiresAt > this.context.now() &&
      !this.isRevoked(issued.signIn.originJti) &&
      !this.wasReplaced(token);
    return isAlive ? issued : undefined;
  }

  #keep(signIn: SignIn, expiresAt: number): string {
    const token = randomBytes(96).toString('base64url');
    this.#issued.set(token, { signIn, expiresAt });
    return token;
  }
}
