interface SectionLinksProps {
  class: string;
  links: readonly { readonly section: string; readonly label: string; readonly href: string }[];
  /** Where this page belongs. */
  current: string | undefined;
}

/** The ways to the sections of something, of which one is here. */
export const SectionLinks = ({ links, current, ...list }: SectionLinksProps) => (
  <ul {...list}>
    {links.map(({ section, label, href }) => (
      <li key={section}>
        <a href={href} aria-current={section === current ? 'page' : undefined}>
          {label}
        </a>
      </li>
    ))}
  </ul>
);
