export const PROMPTS = ['none', 'login', 'select_account', 'consent'] as const;

/** An authorization request that was checked. */
export interface AuthorizationRequest {
  clientId: string;
  redirectUri: string;
  scopes: string[];
  state?: string;
  nonce?: string;
  codeChallenge?: string;
  /** RFC 8707: whom the access token is for. */
  resource?: string;
  prompt: (typeof PROMPTS)[number][];
  /** Seconds that may have passed since the person proved who they are. */
  maxAge?: number;
  /** The name that the sign-in page begins with. */
  loginHint?: string;
  /** The language that was asked for, whether or not the pages have it. */
  lang?: string;
  /** Whether an identity provider was asked for that the pool hasn't. */
  isElsewhere: boolean;
}
