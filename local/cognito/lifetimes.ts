const MINUTE = 60;

/** What lives how long in every pool, in seconds. Those of tokens are the client's to say. */
export const LIFETIMES = {
  authorizationCode: 5 * MINUTE,
  hostedSession: 60 * MINUTE,
  /** The time for one answer: a code from the authenticator app, say. */
  challengeSession: 3 * MINUTE,
  mailedCode: 24 * 60 * MINUTE,
} as const;
