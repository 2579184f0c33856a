import { LENIENCE, RULES, seconds } from './rules.js';

/** What a request with a session's cookie came to. */
export type Outcome = 'served' | 'refused' | 'unavailable';

/** When a request began and when its answer was there, in ms by one clock. */
export interface Span {
  readonly begun: number;
  readonly ended: number;
}

/**
 * `live`: it must be served. `left`: nobody uses it any more, and it may end. `unsure`: its person signs out,
 * and no answer has said yet that it is done. `ended`: never again.
 */
type State = 'live' | 'left' | 'unsure' | 'ended';

/** A session as the books have it. */
export interface Account {
  readonly number: number;
  readonly person: string;
  /** The cookie's value. */
  readonly cookie: string;
  readonly begin: Span;
  state: State;
  /** When the last request that was served began, and when the last answer of any kind came. */
  usedAt: number;
  touchedAt: number;
}

const IDLE_MS = RULES.idle * 1000;
const MAX_MS = RULES.max * 1000;
const LENIENCE_MS = LENIENCE * 1000;

/** Who was signed in, until when, and whether each answer agrees with that. */
export class Books {
  /** Each answer that can't be, in words. */
  readonly mismatches: string[] = [];
  readonly accounts: Account[] = [];
  readonly counts = { served: 0, refused: 0, unavailable: 0, ghosts: 0 };

  /** A session began. */
  open(person: string, cookie: string, begin: Span): Account {
    const account: Account = {
      number: this.accounts.length + 1,
      person,
      cookie,
      begin,
      state: 'live',
      usedAt: begin.begun,
      touchedAt: begin.ended,
    };
    this.accounts.push(account);
    return account;
  }

  in(state: State): Account[] {
    return this.accounts.filter((account) => account.state === state);
  }

  /** Notes what a request with this session's cookie came to. */
  note(account: Account, outcome: Outcome, span: Span): void {
    this.counts[outcome] += 1;
    if (account.state === 'ended') this.counts.ghosts += 1;
    const wasUsedAt = account.usedAt;
    account.touchedAt = Math.max(account.touchedAt, span.ended);
    if (outcome === 'served') {
      this.served(account, span);
    } else if (outcome === 'refused') {
      if (account.state === 'live' || account.state === 'left') {
        if (!mayHaveEnded(account, span.ended)) {
          this.mismatch(account, `lost ${seconds(span.ended - wasUsedAt)} s after its last use`);
        }
      }
      account.state = 'ended';
    }
  }

  /** Nobody uses it any more. */
  leave(account: Account): void {
    if (account.state === 'live') account.state = 'left';
  }

  /** Its person signs out; whether that has come off isn't known. */
  signingOut(account: Account): void {
    if (account.state !== 'ended') account.state = 'unsure';
  }

  /** They were told that they are signed out. */
  signedOut(account: Account): void {
    account.state = 'ended';
  }

  /** Those that have ended by a rule, whoever has asked for them since. */
  expire(now: number): void {
    for (const account of this.in('left')) {
      if (now - account.touchedAt > IDLE_MS + LENIENCE_MS) account.state = 'ended';
    }
  }

  /** Something that can't be, about nobody's session. */
  complain(words: string): void {
    this.mismatches.push(words);
  }

  private served(account: Account, { begun }: Span): void {
    if (account.state === 'ended') this.mismatch(account, 'revived: it had ended, and was served');
    const age = begun - account.begin.ended;
    if (age > MAX_MS) this.mismatch(account, `served at the age of ${seconds(age)} s`);
    account.usedAt = Math.max(account.usedAt, begun);
  }

  private mismatch({ number, person }: Account, words: string): void {
    this.complain(`session ${number} of ${person}: ${words}`);
  }
}

/** Whether the rules would have ended it by now, or nearly. */
const mayHaveEnded = ({ begin, usedAt }: Account, now: number) =>
  now - usedAt > IDLE_MS - LENIENCE_MS || now - begin.begun > MAX_MS - LENIENCE_MS;
