/** Who a verified ID token says is signed in. */
export interface User {
  readonly sub: string;
  readonly username: string;
  readonly email: string | undefined;
  readonly groups: readonly string[];
}

/** What Cognito gave for one session. It never leaves the server. */
export interface TokenSet {
  readonly accessToken: string;
  readonly idToken: string;
  /** Absent only where the app client issues none. */
  readonly refreshToken: string | undefined;
  /** End of the access token, in ms since the epoch. */
  readonly expiresAt: number;
}

/** A code or a refresh token turned into tokens whose ID token has been verified. */
export interface SignIn {
  readonly user: User;
  readonly tokens: TokenSet;
}

/** How a refresh ended. */
export type RefreshAnswer =
  | ({ readonly kind: 'fresh' } & SignIn)
  /** The refresh token is dead, or the answer speaks of someone else: the session ends. */
  | { readonly kind: 'rejected'; readonly reason: string }
  /** Nothing is known: the session stays. `retryAfter` is in seconds. */
  | { readonly kind: 'unavailable'; readonly reason: string; readonly retryAfter: number };
