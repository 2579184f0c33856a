import type { ComponentChildren } from 'preact';

/** What few look for: closed until somebody does. */
export const Details = ({ children }: { children: ComponentChildren }) => (
  <details class="details">
    <summary>Details</summary>
    {children}
  </details>
);

/** An id, to be copied: one click marks all of it. */
export const Identifier = ({ children }: { children: string }) => (
  <code class="identifier">{children}</code>
);

/** One of a list of facts. */
export const Fact = ({ term, children }: { term: string; children: ComponentChildren }) => (
  <div>
    <dt>{term}</dt>
    <dd>{children}</dd>
  </div>
);
