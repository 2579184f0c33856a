import { Form, type FieldProblem } from '../components/form.js';
import { Select } from '../components/select.js';
import { Asking } from './asking.js';
import { type AdminUser, pathOfUser } from './user-in-words.js';

interface GroupListProps {
  user: AdminUser;
  groups: readonly string[];
}

/** The groups that somebody is in, each with the way out of it. */
export const GroupList = ({ user, groups }: GroupListProps) => (
  <ul class="memberships">
    {groups.map((group) => (
      <li key={group}>
        {group}
        <Asking
          class="button quiet"
          href={`${pathOfUser(user)}?do=leave&group=${encodeURIComponent(group)}`}
        >
          Remove…<span class="unseen"> {`from ${group}`}</span>
        </Asking>
      </li>
    ))}
  </ul>
);

export interface JoinFormProps {
  user: AdminUser;
  /** Those that there are, and that they aren't in. */
  groups: readonly string[];
  chosen?: string | undefined;
  problems?: readonly FieldProblem[];
}

/** Puts somebody into a group. */
export const JoinForm = ({ user, groups, chosen, problems = [] }: JoinFormProps) => (
  <Form action={pathOfUser(user)} submit="Add to the group" problems={problems}>
    <input type="hidden" name="do" value="join" />
    <Select
      name="group"
      label="One more group"
      none="Choose a group"
      options={groups}
      chosen={chosen}
      problems={problems}
    />
  </Form>
);
