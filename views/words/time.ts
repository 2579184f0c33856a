const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Up to when a time is told by how far it is. */
const FAR = 30 * DAY;

/**
 * How long ago something was, as people say it. What is further back than a month gets its date. A time
 * that is still to come was just now: clocks differ. Times are in ms since the epoch.
 */
export function agoInWords(at: number, now: number): string {
  const past = now - at;
  if (past < MINUTE) return 'just now';
  return past > FAR ? `on ${dateInWords(at)}` : `${durationInWords(past)} ago`;
}

/** How far off something is, as people say it. */
export function untilInWords(at: number, now: number): string {
  const left = at - now;
  if (left < MINUTE) return 'in a moment';
  return left > FAR ? `on ${dateInWords(at)}` : `in ${durationInWords(left)}`;
}

/** A duration in ms by its largest unit: "30 minutes", "8 hours". */
export function durationInWords(ms: number): string {
  if (ms < 90 * MINUTE) return counted(Math.max(1, Math.round(ms / MINUTE)), 'minute');
  if (ms < 36 * HOUR) return counted(Math.round(ms / HOUR), 'hour');
  return counted(Math.round(ms / DAY), 'day');
}

const counted = (count: number, unit: string) => `${count} ${unit}${count === 1 ? '' : 's'}`;

const DATE = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
const TIME = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: 'UTC' });

const dateInWords = (at: number) => DATE.format(at);

/** Date and time by the minute. The server knows nobody's time zone, so it is UTC and says so. */
export const exactTime = (at: number) => `${dateInWords(at)}, ${TIME.format(at)} UTC`;
