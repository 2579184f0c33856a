import type { ComponentChildren } from 'preact';

interface AskingProps {
  /** The page with the question, which opens in the dialog with htmx. */
  href: string;
  class?: string;
  children: ComponentChildren;
}

/** A link that does nothing yet: it asks back. */
export const Asking = ({ href, children, ...link }: AskingProps) => (
  <a {...link} href={href} hx-get={href} hx-target="#dialog" hx-swap="innerHTML">
    {children}
  </a>
);
