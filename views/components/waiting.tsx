/** Stands inside a form of htmx. It shows once the answer is late, and screen readers hear of it then. */
export const Waiting = ({ children = 'One moment…' }: { children?: string }) => (
  <span class="waiting">{children}</span>
);
