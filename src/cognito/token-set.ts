import type { Config } from '../config/config.js';

/** Who a verified ID token says is signed in. */
export interface User {
  readonly sub: string;
  readonly username: string;
  /** What people call them, where they have said so. */
  readonly name?: string | undefined;
  readonly email: string | undefined;
  readonly groups: readonly string[];
}

/** What calls in a person's name need. */
export interface CallTokens {
  readonly accessToken: string;
  /** There where somebody gets it. */
  readonly idToken?: string | undefined;
  /** End of the access token, and of the ID token where somebody gets that; in ms since the epoch. */
  readonly expiresAt: number;
}

/** What Cognito gave for one session. It never leaves the server. */
export interface TokenSet extends CallTokens {
  readonly idToken: string;
  /** Absent only where the app client issues none. */
  readonly refreshToken: string | undefined;
}

/** Of all tokens, those that calls need: what stays in memory for each session. */
export function callTokensOf(tokens: TokenSet, config: Config): CallTokens {
  const { accessToken, idToken, expiresAt } = tokens;
  return { accessToken, expiresAt, ...(isIdTokenSent(config) && { idToken }) };
}

/** Whether the identity pool gets the ID token, or any API does in place of the access token. */
export const isIdTokenSent = ({ apis, files }: Config): boolean =>
  files !== undefined || apis.some(({ token }) => token === 'id');

/** Whoever sends it has said so in the configuration, so that it was kept (`isIdTokenSent`). */
export function idTokenOf({ idToken }: CallTokens): string {
  if (idToken === undefined) throw new TypeError('the ID token is to be sent and was not kept');
  return idToken;
}

/** A code turned into tokens whose ID token has been verified. */
export interface SignIn {
  readonly user: User;
  readonly tokens: TokenSet;
  /** When the person gave their credentials, in ms since the epoch, as far as the ID token says so. */
  readonly authenticatedAt: number | undefined;
}

/** How a refresh ended. */
export type RefreshAnswer =
  | { readonly kind: 'fresh'; readonly tokens: TokenSet }
  /** The refresh token is dead, or the answer speaks of someone else: the session ends. */
  | { readonly kind: 'rejected'; readonly reason: string }
  /** Nothing is known: the session stays. */
  | {
      readonly kind: 'unavailable';
      readonly reason: string;
      /** In seconds. */
      readonly retryAfter: number;
      /** It would be the same for every session. */
      readonly forAll: boolean;
      /** The answer couldn't be judged, but it came with a new refresh token: the one before may be dead. */
      readonly rotated: string | undefined;
    };
