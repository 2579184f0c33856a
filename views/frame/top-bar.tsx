import { brand } from '../brand.js';
import { SectionLinks } from '../components/section-links.js';
import { type Section, type SectionLink, SECTIONS } from './sections.js';
import { UserMenu } from './user-menu.js';
import type { Viewer } from './viewer.js';

export interface TopBarProps {
  viewer: Viewer | undefined;
  /** Where this page belongs. */
  section: Section | undefined;
  /** Those that there are: no page may lead to one that isn't. */
  sections: readonly Section[];
}

/** Mark and name, the ways to the sections, and the menu of who is signed in. */
export function TopBar({ viewer, section, sections }: TopBarProps) {
  const links = SECTIONS.filter(
    (link) => sections.includes(link.section) && (!link.adminsOnly || viewer?.admin),
  );
  return (
    <header class="top-bar">
      <div>
        <a href="/" class="brand">
          {brand.name}
        </a>
        {viewer && links.length > 1 && <Navigation links={links} section={section} />}
        {viewer && <UserMenu viewer={viewer} hasAccount={sections.includes('account')} />}
      </div>
    </header>
  );
}

interface NavigationProps {
  links: readonly SectionLink[];
  section: Section | undefined;
}

const Navigation = ({ links, section }: NavigationProps) => (
  <nav aria-label="Main" data-private>
    <SectionLinks class="sections" links={links} current={section} />
  </nav>
);
