import { agoInWords, exactTime, untilInWords } from '../words/time.js';

interface TimeProps {
  /** In ms since the epoch, as is `now`. */
  at: number;
  now: number;
}

/** A time that has been: "3 minutes ago". */
export const Ago = ({ at, now }: TimeProps) => <Time at={at}>{agoInWords(at, now)}</Time>;

/** A time to come: "in 8 hours". */
export const Until = ({ at, now }: TimeProps) => <Time at={at}>{untilInWords(at, now)}</Time>;

const Time = ({ at, children }: { at: number; children: string }) => (
  <time dateTime={new Date(at).toISOString()} title={exactTime(at)}>
    {children}
  </time>
);
