import { Field, type FieldProblem, Form } from '../components/form.js';
import { Select } from '../components/select.js';
import { Badge, Status } from '../components/status.js';
import { Empty, Pager, RowMenu, Search, Table } from '../components/table.js';
import { Ago } from '../components/time.js';
import { Asking } from './asking.js';
import { type AdminUser, nameOfUser, pathOfUser, stateInWords } from './user-in-words.js';

const PATH = '/admin/users';

export interface UsersPageProps {
  users: readonly AdminUser[];
  now: number;
  search: string;
  /** The address of the page after this one, where there is one. */
  next: string | undefined;
  /** Whether this is a page after the first. */
  isLater: boolean;
  /** Why nothing can be listed. */
  problem?: string | undefined;
}

/** The list of users, or of those that were searched for. */
export function UsersPage(props: UsersPageProps) {
  const { users, search, problem } = props;
  return (
    <div class="stack">
      <div class="page-header">
        <p>
          <a href="/admin">Administration</a>
        </p>
        <h1>Users</h1>
      </div>
      <div class="actions apart">
        <Search action={PATH} label="Search by e-mail or user name" value={search} />
        <a class="button primary" href={`${PATH}?do=invite`}>
          Invite somebody
        </a>
      </div>
      {problem && (
        <Status kind="warning" title={problem}>
          <p>
            <a href={PATH}>Start from the first page</a>
          </p>
        </Status>
      )}
      {!problem && (users.length > 0 ? <UserTable {...props} /> : <Nobody {...props} />)}
    </div>
  );
}

const UserTable = ({ users, now, search, next, isLater }: UsersPageProps) => (
  <>
    <Table
      caption="Users"
      columns={['E-mail', 'State', 'Created']}
      rows={users.map((user) => {
        const [kind, state] = stateInWords(user);
        return {
          id: user.username,
          cells: [
            <a key="name" href={pathOfUser(user)}>
              {nameOfUser(user)}
            </a>,
            <Badge key="state" kind={kind}>
              {state}
            </Badge>,
            user.createdAt === undefined ? 'Unknown' : <Ago at={user.createdAt} now={now} />,
          ],
          menu: <Menu user={user} />,
        };
      })}
    />
    <Pager first={isLater ? firstOf(search) : undefined} next={next}>
      {`${users.length} ${users.length === 1 ? 'user' : 'users'} on this page`}
    </Pager>
  </>
);

const Menu = ({ user }: { user: AdminUser }) => (
  <RowMenu label={`Actions for ${nameOfUser(user)}`}>
    <a href={pathOfUser(user)}>Open</a>
    <Asking href={`${pathOfUser(user)}?do=sign-out`}>End all sessions…</Asking>
    {user.enabled ? (
      <Asking class="danger" href={`${pathOfUser(user)}?do=disable`}>
        Disable…
      </Asking>
    ) : (
      <Asking href={`${pathOfUser(user)}?do=enable`}>Enable…</Asking>
    )}
  </RowMenu>
);

/** A page of a search may be empty though more follow: Cognito looks through some users at a time. */
const Nobody = ({ search, next, isLater }: UsersPageProps) => (
  <>
    <Empty title={search ? `Nobody found for “${search}”` : 'Nobody here'}>
      <p>
        {search
          ? 'An address or a user name is found by its beginning.'
          : 'Whoever signs up, or is invited, stands here.'}
      </p>
    </Empty>
    {(next || isLater) && (
      <Pager first={isLater ? firstOf(search) : undefined} next={next}>
        Nobody on this page
      </Pager>
    )}
  </>
);

const firstOf = (search: string): string =>
  search ? `${PATH}?${new URLSearchParams({ search })}` : PATH;

export interface InviteProps {
  /** Those that one may be put into. */
  groups: readonly string[];
  email?: string;
  group?: string;
  problems?: readonly FieldProblem[];
}

export const InvitePage = (props: InviteProps) => (
  <div class="narrow stack">
    <div class="page-header">
      <p>
        <a href={PATH}>Users</a>
      </p>
      <h1>Invite somebody</h1>
      <p class="quiet">
        Cognito mails them a temporary password. At their first sign-in they choose their own, and
        set up an authenticator app.
      </p>
    </div>
    <InviteForm {...props} />
  </div>
);

export const InviteForm = ({ groups, email = '', group, problems = [] }: InviteProps) => (
  <Form action={PATH} submit="Send the invitation" cancel={PATH} problems={problems}>
    <Field
      name="email"
      label="E-mail"
      hint="They sign in with it."
      value={email}
      inputMode="email"
      problems={problems}
    />
    <Select
      name="group"
      label="Group"
      hint="It decides what they may use. You can add more later."
      none="None yet"
      options={groups}
      chosen={group}
      problems={problems}
    />
  </Form>
);
