import { Details, Fact, Identifier } from '../components/details.js';
import { Icon } from '../components/icon.js';
import { Setting, Settings } from '../components/settings.js';
import { Badge, Status } from '../components/status.js';
import { EmailSetting, type EmailSettingProps } from './email-setting.js';
import { AccountFrame } from './frame.js';
import { NameSetting, type NameSettingProps } from './name-setting.js';
import { useAccountSections } from './sections.js';
import { StillElsewhere } from './still-elsewhere.js';

/** What has become of a change. */
export const PROFILE_NOTICES = [
  'name-changed',
  'name-changed-later',
  'email-changed',
  'email-changed-later',
  'email-changed-only',
] as const;
export type ProfileNotice = (typeof PROFILE_NOTICES)[number];
/** The first step to another address is made. */
export const CODE_NOTICE = 'code-mailed';

export interface Profile {
  /** What people call them. */
  readonly name: string | undefined;
  /** What they sign in with besides an address, as far as it says anything to a person. */
  readonly signInName: string | undefined;
  /** Absent where the pool knows none, or the login doesn't ask for it. */
  readonly email: string | undefined;
  /** Where a code was mailed that was not given yet. */
  readonly newEmail: string | undefined;
  readonly groups: readonly string[];
  /** What the person is called where no person looks. */
  readonly ids: { readonly sub: string; readonly username: string };
}

/** The setting that is open, and how. */
export type Open =
  | { readonly name: NonNullable<NameSettingProps['open']>; readonly email?: never }
  | { readonly email: NonNullable<EmailSettingProps['open']>; readonly name?: never };

interface ProfilePageProps {
  profile: Profile;
  open?: Open | undefined;
  notice?: ProfileNotice | typeof CODE_NOTICE | undefined;
}

/** The home of the account: who somebody is here, and what they can look after. */
export const ProfilePage = ({ profile, open, notice }: ProfilePageProps) => (
  <AccountFrame section="profile" title="Profile" about="Who you are here.">
    {notice && <Notice notice={notice} />}
    <Settings>
      <NameSetting name={profile.name} open={open?.name} />
      {profile.email && (
        <EmailSetting email={profile.email} newEmail={profile.newEmail} open={open?.email} />
      )}
      {profile.signInName && (
        <Setting
          id="username-setting"
          title="User name"
          about="You sign in with it. It stays as it is."
          value={profile.signInName}
        />
      )}
      <Setting
        id="groups-setting"
        title="Groups"
        about="They decide what you may use here. An administrator can change them."
        value={profile.groups.length > 0 ? <Groups groups={profile.groups} /> : 'You are in none'}
      />
    </Settings>
    <Ways />
    <Settings danger>
      <Setting
        id="deletion-setting"
        title="Delete your account"
        about="It goes for good, and you are signed out everywhere."
        action={{ label: 'Delete…', href: '/account/delete', danger: true, leaves: true }}
      />
    </Settings>
    <Details>
      <dl class="facts small">
        <Fact term="Subject">
          <Identifier>{profile.ids.sub}</Identifier>
        </Fact>
        <Fact term="Username">
          <Identifier>{profile.ids.username}</Identifier>
        </Fact>
      </dl>
    </Details>
  </AccountFrame>
);

/** What is swapped in for a setting that was opened, or sent in vain. */
export const OpenSetting = ({ profile, open }: { profile: Profile; open: Open }) =>
  open.name ? (
    <NameSetting name={profile.name} open={open.name} />
  ) : (
    <EmailSetting email={profile.email ?? ''} newEmail={profile.newEmail} open={open.email} />
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
    {useAccountSections()
      .filter(({ section }) => section !== 'profile')
      .map(({ section, label, href, about }) => (
        <li key={section}>
          <a href={href}>
            <strong>{label}</strong>
            <span class="quiet">{about}</span>
            <Icon name="chevron" />
          </a>
        </li>
      ))}
  </ul>
);

const LATER = 'This page shows it in a few minutes.';

function Notice({ notice }: { notice: ProfileNotice | typeof CODE_NOTICE }) {
  switch (notice) {
    case CODE_NOTICE:
      return (
        <Status kind="success" title="The code is on its way">
          <p>It may take a minute. Look among the unwanted mails too.</p>
        </Status>
      );
    case 'name-changed':
      return <Status kind="success" title="Your name has been changed" />;
    case 'name-changed-later':
      return (
        <Status kind="success" title="Your name has been changed">
          <p>{LATER}</p>
        </Status>
      );
    case 'email-changed':
    case 'email-changed-later':
      return (
        <Status kind="success" title="Your e-mail address has been changed">
          <p>
            Sign in with the new one from now on. You are signed out everywhere else.
            {notice === 'email-changed-later' && ` ${LATER}`}
          </p>
        </Status>
      );
    case 'email-changed-only':
      return <StillElsewhere title="Your e-mail address has been changed" />;
  }
}
