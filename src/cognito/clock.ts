/** How far Cognito's clock and ours may differ where a token's times are judged. */
export const CLOCK_TOLERANCE_SECONDS = 10;

/** Now, as tokens count it: in seconds since the epoch. */
export const epochSeconds = () => Math.floor(Date.now() / 1000);
