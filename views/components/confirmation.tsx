import type { ComponentChildren } from 'preact';
import { Form } from './form.js';

interface ConfirmationProps {
  /** Asks what is about to happen: "Delete your account?" */
  title: string;
  /** What will be so afterwards, one sentence each. */
  consequences: readonly string[];
  /** What the button does: "Delete my account", never "Yes". */
  submit: string;
  action: string;
  cancel: string;
  /** Nothing is lost by it where this is false. */
  danger?: boolean;
  /** What the form sends besides. */
  children?: ComponentChildren;
}

/**
 * Asks back before something that can't be undone: in the dialog of the page, where htmx fetched it, and
 * as the content of a page of its own.
 */
export const Confirmation = ({
  title,
  consequences,
  danger = true,
  ...form
}: ConfirmationProps) => (
  <div class="confirmation">
    <h1 id="dialog-title" tabIndex={-1}>
      {title}
    </h1>
    <ul>
      {consequences.map((consequence) => (
        <li key={consequence}>{consequence}</li>
      ))}
    </ul>
    <Form {...form} danger={danger} />
  </div>
);
