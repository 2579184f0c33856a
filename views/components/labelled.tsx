import type { ComponentChildren } from 'preact';
import { Icon } from './icon.js';

export interface FieldProblem {
  /** The field's name. */
  readonly field: string;
  /** What is wrong and what to do about it. */
  readonly message: string;
}

export interface LabelProps {
  name: string;
  label: string;
  hint?: string | undefined;
  /** The field's own of a form's problems is shown at it. */
  problems?: readonly FieldProblem[];
}

/** What a field is called, what helps, and what is wrong with it. */
export function Labelled(props: LabelProps & { children: ComponentChildren }) {
  const { name, label, hint, children } = props;
  const error = errorOf(props);
  return (
    <div class="field">
      <label for={name}>{label}</label>
      {hint && (
        <p class="hint" id={`${name}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p class="error" id={`${name}-error`}>
          <Icon name="warning" />
          {error}
        </p>
      )}
      {children}
    </div>
  );
}

/** What ties the field itself to all of that. */
export function tiedTo(props: LabelProps) {
  const { name, hint } = props;
  const error = errorOf(props);
  const described = [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(' ');
  return {
    id: name,
    name,
    'aria-describedby': described || undefined,
    'aria-invalid': error !== undefined || undefined,
  };
}

const errorOf = ({ name, problems = [] }: LabelProps): string | undefined =>
  problems.find(({ field }) => field === name)?.message;
