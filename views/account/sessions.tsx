import type { ComponentChildren } from 'preact';
import { Icon } from '../components/icon.js';
import { Badge, Status } from '../components/status.js';
import { Ago } from '../components/time.js';
import { Waiting } from '../components/waiting.js';
import { addressInWords } from '../words/address.js';
import { agoInWords } from '../words/time.js';
import { AccountFrame } from './frame.js';

/** One of a person's sessions. Times are in ms since the epoch. */
interface SessionRow {
  readonly handle: string;
  /** In words. */
  readonly browser: string;
  /** Where it began. */
  readonly address: string | undefined;
  readonly startedAt: number;
  readonly seenAt: number;
  /** The one that looks. */
  readonly isThis: boolean;
}

/** How the ending of sessions went. */
export const SESSION_NOTICES = ['session-ended', 'session-gone', 'others-ended'] as const;
export type SessionNotice = (typeof SESSION_NOTICES)[number];

const NOTICES = {
  'session-ended': { kind: 'success', title: 'That browser is signed out' },
  'session-gone': { kind: 'info', title: 'That session had already ended' },
  'others-ended': { kind: 'success', title: 'You are signed out everywhere else' },
} as const;

interface SessionsProps {
  sessions: readonly SessionRow[];
  now: number;
  notice: SessionNotice | undefined;
}

export const SessionsPage = (props: SessionsProps) => (
  <AccountFrame
    section="sessions"
    title="Sessions"
    about="Where you are signed in. Sign out of what you don’t use any more, or don’t know."
  >
    <SessionList {...props} />
  </AccountFrame>
);

/** The list, what has just become of it, and what ends all others: what is swapped in after each change. */
export const SessionList = ({ sessions, now, notice }: SessionsProps) => (
  <div class="stack" id="sessions">
    {notice && <Status {...NOTICES[notice]} />}
    <ul class="settings">
      {sessions.map((session) => (
        <SessionItem key={session.handle} session={session} now={now} />
      ))}
    </ul>
    {sessions.some(({ isThis }) => !isThis) ? (
      <EndForm end="others">
        <button class="button">Sign out everywhere else</button>
        <Waiting />
      </EndForm>
    ) : (
      <p class="quiet">You are signed in nowhere else.</p>
    )}
  </div>
);

function SessionItem({ session, now }: { session: SessionRow; now: number }) {
  const { browser, address, startedAt, seenAt, isThis, handle } = session;
  return (
    <li class="session-item">
      <Icon name="browser" />
      <div>
        <p class="named">
          <strong>{browser}</strong>
          {isThis && <Badge kind="success">This session</Badge>}
        </p>
        <p class="quiet">
          {isThis ? (
            'In use now'
          ) : (
            <>
              Last used <Ago at={seenAt} now={now} />
            </>
          )}
        </p>
        <p class="quiet">
          Signed in <Ago at={startedAt} now={now} />
          {address && ` · ${addressInWords(address)}`}
        </p>
      </div>
      {isThis ? (
        <form action="/auth/logout" method="post" data-signs-out>
          <button class="button">
            Sign out<span class="unseen"> of this session</span>
          </button>
        </form>
      ) : (
        <EndForm end="one" handle={handle}>
          <button class="button">
            Sign out
            <span class="unseen">{` of ${browser}, last used ${agoInWords(seenAt, now)}`}</span>
          </button>
        </EndForm>
      )}
    </li>
  );
}

interface EndFormProps {
  end: 'one' | 'others';
  handle?: string;
  children: ComponentChildren;
}

/** One at a time: the answer to each shows what has become of all. */
const EndForm = ({ end, handle, children }: EndFormProps) => (
  <form
    class="actions"
    action="/account/sessions"
    method="post"
    hx-post="/account/sessions"
    hx-target="#sessions"
    hx-swap="outerHTML"
    hx-sync="closest #sessions:drop"
  >
    <input type="hidden" name="end" value={end} />
    {handle && <input type="hidden" name="session" value={handle} />}
    {children}
  </form>
);
