import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../config/secret.js';
import { keyFor } from './keys.js';

/** The time in ms since the epoch, and its HMAC-SHA256. As many digits as a `Date` can hold. */
const FORM = /^(?<time>\d{1,15})\.(?<mac>[\w-]{43})$/;

/**
 * When a session was used last, signed under a key that takes the session's id: who can write to the
 * store but has no cookie can't move the idle end. It isn't sealed, for the list of a person's
 * sessions shows it, and no cookie of theirs is there when it is shown.
 */
export function signedSeen(seenAt: number, secrets: readonly Secret[], sessionId: string): Buffer {
  const [current] = secrets;
  if (!current) throw new TypeError('signedSeen() needs a secret');
  const time = `${seenAt}`;
  return Buffer.from(`${time}.${macOf(time, current, sessionId).toString('base64url')}`);
}

/** The time, or `undefined` where none of `secrets` signed it for this session. */
export function verifiedSeen(
  seen: Buffer,
  secrets: readonly Secret[],
  sessionId: string,
): number | undefined {
  const { time, mac } = FORM.exec(seen.toString('latin1'))?.groups ?? {};
  if (time === undefined || mac === undefined) return undefined;
  const given = Buffer.from(mac, 'base64url');
  const ours = secrets.some((secret) => timingSafeEqual(given, macOf(time, secret, sessionId)));
  return ours ? Number(time) : undefined;
}

/** The time as it stands there, for who can't verify it; `undefined` where it is none. */
export function claimedSeen(seen: Buffer): number | undefined {
  const time = FORM.exec(seen.toString('latin1'))?.groups?.['time'];
  return time === undefined ? undefined : Number(time);
}

const macOf = (time: string, secret: Secret, sessionId: string): Buffer =>
  createHmac('sha256', keyFor('seen', secret, sessionId))
    .update(time)
    .digest();
