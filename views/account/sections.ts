import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

export type AccountSection = 'profile' | 'password' | 'authenticator' | 'sessions' | 'files';

interface SectionLink {
  readonly section: AccountSection;
  readonly label: string;
  readonly href: string;
  /** What it is for, on the home page of the account. */
  readonly about: string;
  /** Is there only where people can keep files. */
  readonly needsFiles?: boolean;
}

/** Whether people can keep files here: what sends a page knows it. */
export const HasFiles = createContext(false);

/** The pages of the account, in the order that they are listed in: whoever adds one adds a row. */
const ACCOUNT_SECTIONS: readonly SectionLink[] = [
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
  {
    section: 'files',
    label: 'Files',
    href: '/account/files',
    about: 'Documents and pictures that you keep here, for yourself alone.',
    needsFiles: true,
  },
];

/** Those of them that there are. */
export function useAccountSections(): readonly SectionLink[] {
  const hasFiles = useContext(HasFiles);
  return ACCOUNT_SECTIONS.filter(({ needsFiles = false }) => hasFiles || !needsFiles);
}
