import { Details, Fact, Identifier } from '../components/details.js';
import { Setting, Settings } from '../components/settings.js';
import { Badge } from '../components/status.js';
import { Empty, Table } from '../components/table.js';
import { Ago } from '../components/time.js';
import { addressInWords } from '../words/address.js';
import { exactTime } from '../words/time.js';
import { Asking } from './asking.js';
import { GroupList, JoinForm, type JoinFormProps } from './groups.js';
import { type UserNotice, UserNoticeStatus } from './user-notices.js';
import {
  type AdminUser,
  factorInWords,
  nameOfUser,
  pathOfUser,
  stateInWords,
} from './user-in-words.js';

interface DetailedUser extends AdminUser {
  readonly factors: readonly string[];
}

/** One of somebody's sessions. Times are in ms since the epoch. */
interface SessionRow {
  readonly handle: string;
  /** In words. */
  readonly browser: string;
  /** Where it began. */
  readonly address?: string | undefined;
  readonly startedAt: number;
  readonly seenAt: number;
}

interface UserPageProps {
  user: DetailedUser;
  groups: readonly string[];
  otherGroups: readonly string[];
  sessions: readonly SessionRow[];
  now: number;
  notice?: UserNotice | undefined;
  /** The form for one more group, where it was refused. */
  join?: Pick<JoinFormProps, 'chosen' | 'problems'> | undefined;
}

/** Somebody, as administrators see them. */
export function UserPage(props: UserPageProps) {
  const { user, sessions, now, notice } = props;
  const { email, emailVerified, createdAt, username, sub } = user;
  return (
    <div class="stack">
      <div class="page-header">
        <p>
          <a href="/admin/users">Users</a>
        </p>
        <h1>{nameOfUser(user)}</h1>
        {createdAt !== undefined && (
          <p class="quiet">
            Created <Ago at={createdAt} now={now} />
          </p>
        )}
      </div>
      {notice && <UserNoticeStatus notice={notice} />}
      <UserSettings {...props} />
      <Sessions user={user} sessions={sessions} now={now} />
      <Details>
        <dl class="facts small">
          <Fact term="Username">
            <Identifier>{username}</Identifier>
          </Fact>
          <Fact term="Subject">
            <Identifier>{sub}</Identifier>
          </Fact>
          {email && <Fact term="E-mail">{emailVerified ? 'Verified' : 'Not verified'}</Fact>}
          {createdAt !== undefined && <Fact term="Created">{exactTime(createdAt)}</Fact>}
        </dl>
      </Details>
    </div>
  );
}

function UserSettings({ user, groups, otherGroups, join }: UserPageProps) {
  const [kind, state] = stateInWords(user);
  const ask = (change: string, label: string, danger = false) => ({
    label,
    href: `${pathOfUser(user)}?do=${change}`,
    danger,
    asksBack: true,
  });
  return (
    <Settings>
      <Setting
        id="access"
        title="Access"
        about="Whether they can sign in."
        value={<Badge kind={kind}>{state}</Badge>}
        action={user.enabled ? ask('disable', 'Disable…', true) : ask('enable', 'Enable…')}
      />
      <Setting
        id="password"
        title="Password"
        {...(user.status === 'FORCE_CHANGE_PASSWORD'
          ? {
              about:
                'They have a temporary one from their invitation, which is good for some days.',
              action: ask('invite-again', 'Invite again…'),
            }
          : {
              about: 'A reset mails them a code to choose a new one.',
              ...(user.status !== 'EXTERNAL_PROVIDER' && {
                action: ask('reset-password', 'Reset…'),
              }),
            })}
      />
      <Setting
        id="authenticator"
        title="Authenticator"
        about="What they are asked for beside the password. Reset the app when its device is lost."
        value={user.factors.length > 0 ? user.factors.map(factorInWords).join(', ') : 'None yet'}
        {...(user.factors.includes('SOFTWARE_TOKEN_MFA') && {
          action: ask('reset-authenticator', 'Reset…'),
        })}
      />
      <Setting
        id="groups"
        title="Groups"
        about="They decide what somebody may use. A new one counts from their next sign-in on, or within minutes."
        value={groups.length > 0 ? <GroupList user={user} groups={groups} /> : 'None'}
      >
        {otherGroups.length > 0 && <JoinForm user={user} groups={otherGroups} {...join} />}
      </Setting>
    </Settings>
  );
}

type SessionsProps = Pick<UserPageProps, 'user' | 'sessions' | 'now'>;

const Sessions = ({ user, sessions, now }: SessionsProps) => (
  <section class="stack" aria-labelledby="sessions-title">
    <h2 id="sessions-title">Sessions</h2>
    {sessions.length > 0 ? (
      <Table
        caption="Where they are signed in"
        columns={['Browser', 'Address', 'Signed in', 'Last used']}
        rows={sessions.map(({ handle, browser, address, startedAt, seenAt }) => ({
          id: handle,
          cells: [
            browser,
            address === undefined ? 'Unknown' : addressInWords(address),
            <Ago key="started" at={startedAt} now={now} />,
            <Ago key="seen" at={seenAt} now={now} />,
          ],
        }))}
      />
    ) : (
      <Empty title="Signed in nowhere">
        <p>Their sessions with this product stand here while they last.</p>
      </Empty>
    )}
    <div class="actions">
      <Asking class="button" href={`${pathOfUser(user)}?do=sign-out`}>
        End all sessions…
      </Asking>
    </div>
  </section>
);
