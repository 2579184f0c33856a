import type { ComponentChildren } from 'preact';
import { SectionLinks } from '../components/section-links.js';
import { type AccountSection, useAccountSections } from './sections.js';

interface AccountFrameProps {
  section: AccountSection;
  title: string;
  /** A line that says what the page is for. */
  about: string;
  children: ComponentChildren;
}

/** What all pages of the account share: the ways to each other, and their heading. */
export const AccountFrame = ({ section, title, about, children }: AccountFrameProps) => (
  <div class="account">
    <nav aria-label="Account">
      <SectionLinks class="account-sections" links={useAccountSections()} current={section} />
    </nav>
    <div class="stack">
      <div class="page-header">
        <h1>{title}</h1>
        <p class="quiet">{about}</p>
      </div>
      {children}
    </div>
  </div>
);
