import type { ComponentChildren } from 'preact';
import { Icon } from './icon.js';
import { type FieldProblem, Labelled, type LabelProps, tiedTo } from './labelled.js';
import { Waiting } from './waiting.js';

export type { FieldProblem };

interface FormProps {
  /** Where it is sent by POST, which is where the same form is a page of its own. */
  action: string;
  /** What the button does, in the person's words. */
  submit: string;
  /** The button takes something away for good. */
  danger?: boolean;
  /** Where one goes who changes their mind. */
  cancel?: string;
  problems?: readonly FieldProblem[];
  /** What the answer takes the place of, as a selector, if that isn't the form alone. */
  target?: string;
  children?: ComponentChildren;
}

/**
 * A form that htmx sends and whose answer takes its place; without scripts it is a plain one. Sent twice,
 * it counts once.
 */
export function Form(props: FormProps) {
  const { action, submit, danger, cancel, problems = [], target, children } = props;
  return (
    <form
      class="form"
      action={action}
      method="post"
      noValidate
      hx-post={action}
      hx-target={target}
      hx-swap="outerHTML"
      hx-sync="this:drop"
    >
      <ErrorSummary problems={problems} />
      {children}
      <div class="actions">
        <button class={danger ? 'button danger' : 'button primary'}>{submit}</button>
        {cancel && (
          <a class="button" href={cancel} data-closes-dialog>
            Cancel
          </a>
        )}
        <Waiting />
      </div>
    </form>
  );
}

/** What is wrong with a form, each with the way to its field. It takes the focus when it comes. */
const ErrorSummary = ({ problems }: { problems: readonly FieldProblem[] }) =>
  problems.length > 0 ? (
    <div class="status danger" role="alert" tabIndex={-1} data-takes-focus>
      <Icon name="warning" />
      <p>
        <strong>
          {problems.length === 1 ? 'There is a problem' : `There are ${problems.length} problems`}
        </strong>
      </p>
      <ul>
        {problems.map(({ field, message }) => (
          <li key={field}>
            <a href={`#${field}`}>{message}</a>
          </li>
        ))}
      </ul>
    </div>
  ) : null;

interface FieldProps extends LabelProps {
  value?: string;
  /** A password: it can't be read while it is typed, and what was typed is never sent back. */
  secret?: boolean;
  /** By the words of HTML, so that password managers and phones help: `email`, `new-password`, `one-time-code`. */
  autocomplete?: string;
  /** Which keys a phone offers. */
  inputMode?: 'email' | 'numeric' | 'tel';
}

/** One thing to type, with what it is called, what helps, and what is wrong with it. */
export function Field({ value, secret, autocomplete = 'off', inputMode, ...label }: FieldProps) {
  const input = { autocomplete, ...tiedTo(label) };
  return (
    <Labelled {...label}>
      {secret ? (
        <input type="password" {...input} />
      ) : (
        <input value={value} inputMode={inputMode} spellcheck={false} {...input} />
      )}
    </Labelled>
  );
}
