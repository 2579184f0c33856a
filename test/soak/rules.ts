/** What the site under test is told, in seconds. Short, so that much happens in little time. */
export const RULES = {
  /** Cognito's tokens. Within a minute of its end a token counts as stale: these always are. */
  token: 8,
  /** A session that nobody uses for so long ends. Cognito may be silent for less than that. */
  idle: 20,
  /** And any session after so long. */
  max: 60,
  /** Cognito's longest: an answer that a fault has eaten costs nobody their session. */
  grace: 60,
} as const;

/**
 * How much earlier than by the books a session may end for want of use, in seconds: that it was used is written
 * behind the request, and is lost where the store fails right then.
 */
export const LENIENCE = 6;

export const seconds = (ms: number) => (ms / 1000).toFixed(1);
