import { Field, type FieldProblem, Form } from '../components/form.js';
import { Setting } from '../components/settings.js';
import { Confirm } from './confirm.js';

const ID = 'name-setting';
const CHANGE = '/account?change=name';

export interface NameSettingProps {
  name: string | undefined;
  /** What is open: the form, with what was typed, or what has to be confirmed before. */
  open?:
    | { readonly step: 'form'; readonly value: string; readonly problems: readonly FieldProblem[] }
    | { readonly step: 'confirm' | 'confirm-again' }
    | undefined;
}

/** What a person is called, and the form to change it. */
export const NameSetting = ({ name, open }: NameSettingProps) => (
  <Setting
    id={ID}
    title="Name"
    about="What people call you. Administrators and the API see it."
    {...(!open && {
      value: name ?? 'You have given none',
      action: { label: 'Change', href: CHANGE },
    })}
  >
    {open?.step === 'form' && (
      <Form
        action="/account"
        target={`#${ID}`}
        submit="Save"
        cancel="/account"
        problems={open.problems}
      >
        <input type="hidden" name="change" value="name" />
        <Field
          name="name"
          label="Your name"
          value={open.value}
          autocomplete="name"
          problems={open.problems}
        />
      </Form>
    )}
    {open && open.step !== 'form' && (
      <Confirm returnTo={CHANGE} hasEnded={open.step === 'confirm-again'} inSetting />
    )}
  </Setting>
);
