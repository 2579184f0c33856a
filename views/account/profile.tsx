import { Details, Fact, Identifier } from '../components/details.js';
import { Icon } from '../components/icon.js';
import { Setting, Settings } from '../components/settings.js';
import { Badge } from '../components/status.js';
import { AccountFrame } from './frame.js';
import { ACCOUNT_SECTIONS } from './sections.js';

export interface ProfileProps {
  /** As far as it says anything to a person. */
  name: string | undefined;
  email: string | undefined;
  groups: readonly string[];
  /** What the person is called where no person looks. */
  ids: { readonly sub: string; readonly username: string };
}

/** The home of the account: who somebody is here, and what they can look after. */
export const ProfilePage = ({ name, email, groups, ids }: ProfileProps) => (
  <AccountFrame section="profile" title="Profile" about="Who you are here.">
    <Settings>
      {name && <Setting id="name" title="Name" about="You sign in with it." value={name} />}
      {email && (
        <Setting id="email" title="E-mail" about="Codes and messages go there." value={email} />
      )}
      <Setting
        id="groups"
        title="Groups"
        about="They decide what you may use here. An administrator can change them."
        value={groups.length > 0 ? <Groups groups={groups} /> : 'You are in none'}
      />
    </Settings>
    <Ways />
    <Details>
      <dl class="facts small">
        <Fact term="Subject">
          <Identifier>{ids.sub}</Identifier>
        </Fact>
        <Fact term="Username">
          <Identifier>{ids.username}</Identifier>
        </Fact>
      </dl>
    </Details>
  </AccountFrame>
);

const Groups = ({ groups }: { groups: readonly string[] }) => (
  <ul class="badges">
    {groups.map((group) => (
      <li key={group}>
        <Badge>{group}</Badge>
      </li>
    ))}
  </ul>
);

/** The other pages of the account, each with what it is for. */
const Ways = () => (
  <ul class="settings ways">
    {ACCOUNT_SECTIONS.filter(({ section }) => section !== 'profile').map(
      ({ section, label, href, about }) => (
        <li key={section}>
          <a href={href}>
            <strong>{label}</strong>
            <span class="quiet">{about}</span>
            <Icon name="chevron" />
          </a>
        </li>
      ),
    )}
  </ul>
);
