import { Icon } from '../components/icon.js';
import { Badge } from '../components/status.js';
import { Table } from '../components/table.js';
import { type AdminUser, nameOfUser, pathOfUser, stateInWords } from './user-in-words.js';

/** Where administration begins: its ways, and who else is here. */
export const OverviewPage = ({ admins }: { admins: readonly AdminUser[] }) => (
  <div class="stack">
    <div class="page-header">
      <h1>Administration</h1>
      <p class="quiet">Who may use this product, and who decides that.</p>
    </div>
    <ul class="settings ways">
      <Way href="/admin/users" label="Users">
        Search for somebody, help them in again, or keep them out.
      </Way>
      <Way href="/admin/users?do=invite" label="Invite somebody">
        They get a mail with a temporary password.
      </Way>
    </ul>
    <section class="stack" aria-labelledby="admins-title">
      <h2 id="admins-title">Administrators</h2>
      <Table
        caption="Administrators"
        columns={['E-mail', 'State']}
        rows={admins.map((admin) => {
          const [kind, state] = stateInWords(admin);
          return {
            id: admin.username,
            cells: [
              <a key="name" href={pathOfUser(admin)}>
                {nameOfUser(admin)}
              </a>,
              <Badge key="state" kind={kind}>
                {state}
              </Badge>,
            ],
          };
        })}
      />
      <p class="quiet">
        Whoever is in the group admins. The last one who is enabled can’t be taken out of it.
      </p>
    </section>
  </div>
);

interface WayProps {
  href: string;
  label: string;
  children: string;
}

const Way = ({ href, label, children }: WayProps) => (
  <li>
    <a href={href}>
      <strong>{label}</strong>
      <span class="quiet">{children}</span>
      <Icon name="chevron" />
    </a>
  </li>
);
