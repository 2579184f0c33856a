import { LoginRefused } from '../cognito/login-refused.js';
import type { SignIn } from '../cognito/token-set.js';

/** Credentials may have been given this long before they were asked for: clocks differ. */
const TOLERANCE_MS = 60_000;

/**
 * Holds a sign-in to its credentials being given since then, in ms since the epoch. Cognito may have passed
 * `prompt` over: only the token says that somebody was asked.
 *
 * @throws LoginRefused `reauthentication_missing`
 */
export function demandCredentials({ authenticatedAt = 0 }: SignIn, since: number): void {
  if (!isBetween(since, authenticatedAt, Date.now())) {
    throw new LoginRefused('reauthentication_missing');
  }
}

/** Give or take what clocks may differ by. A time to come says nothing of what has been. */
const isBetween = (from: number, time: number, until: number) =>
  time >= from - TOLERANCE_MS && time <= until + TOLERANCE_MS;
