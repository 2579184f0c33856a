/** The parts of the product that the bar at the top leads to. */
export type Section = 'home' | 'account' | 'admin';

export interface SectionLink {
  readonly section: Section;
  readonly label: string;
  readonly href: string;
  /** For the group `admins` alone. */
  readonly adminsOnly?: boolean;
}

export const SECTIONS: readonly SectionLink[] = [
  { section: 'home', label: 'Home', href: '/' },
  { section: 'account', label: 'Account', href: '/account' },
  { section: 'admin', label: 'Administration', href: '/admin', adminsOnly: true },
];
