export type AccountSection = 'profile' | 'password' | 'authenticator' | 'sessions';

interface SectionLink {
  readonly section: AccountSection;
  readonly label: string;
  readonly href: string;
  /** What it is for, on the home page of the account. */
  readonly about: string;
}

/** The pages of the account, in the order that they are listed in: whoever adds one adds a row. */
export const ACCOUNT_SECTIONS: readonly SectionLink[] = [
  {
    section: 'profile',
    label: 'Profile',
    href: '/account',
    about: 'Who you are here.',
  },
  {
    section: 'password',
    label: 'Password',
    href: '/account/password',
    about: 'Change it if somebody else may know it.',
  },
  {
    section: 'authenticator',
    label: 'Authenticator',
    href: '/account/authenticator',
    about: 'Replace the app that shows your codes, with a new phone for example.',
  },
  {
    section: 'sessions',
    label: 'Sessions',
    href: '/account/sessions',
    about: 'Where you are signed in. Sign out of browsers that you don’t use any more.',
  },
];
