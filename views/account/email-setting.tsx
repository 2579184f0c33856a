import { Field, type FieldProblem, Form } from '../components/form.js';
import { Setting } from '../components/settings.js';
import { Waiting } from '../components/waiting.js';
import { Confirm } from './confirm.js';

const ID = 'email-setting';
const CHANGE = '/account?change=email';
const CODE = '/account?change=code';

export interface EmailSettingProps {
  email: string;
  /** Where a code was mailed that was not given yet. */
  newEmail: string | undefined;
  /** What is open: the form of the address or of the code, or what has to be confirmed before. */
  open?:
    | { readonly step: 'form'; readonly value: string; readonly problems: readonly FieldProblem[] }
    | { readonly step: 'code'; readonly problems: readonly FieldProblem[] }
    | { readonly step: 'confirm' | 'confirm-again' }
    | undefined;
}

/** Where mails go and what one signs in with, and the two forms that change it. */
export const EmailSetting = ({ email, newEmail, open }: EmailSettingProps) => (
  <Setting
    id={ID}
    title="E-mail"
    about="You sign in with it, and codes go there."
    value={valueOf({ email, newEmail, open })}
    {...(!open && {
      action: { label: newEmail ? 'Enter the code' : 'Change', href: newEmail ? CODE : CHANGE },
    })}
  >
    {open?.step === 'form' && <AddressForm {...open} />}
    {open?.step === 'code' && newEmail && <CodeForms {...open} newEmail={newEmail} />}
    {open && open.step.startsWith('confirm') && (
      <Confirm
        returnTo={newEmail ? CODE : CHANGE}
        hasEnded={open.step === 'confirm-again'}
        inSetting
      />
    )}
  </Setting>
);

/** How it is now, as far as the open form doesn't say it. */
function valueOf({ email, newEmail, open }: EmailSettingProps) {
  if (open?.step === 'form') return undefined;
  if (open?.step === 'code' || !newEmail) return email;
  return (
    <>
      {email}
      <p class="quiet">
        {newEmail} takes its place once you have entered the code that was mailed there.
      </p>
    </>
  );
}

interface AddressFormProps {
  value: string;
  problems: readonly FieldProblem[];
}

const AddressForm = ({ value, problems }: AddressFormProps) => (
  <Form
    action="/account"
    target={`#${ID}`}
    submit="Mail me a code"
    cancel="/account"
    problems={problems}
  >
    <p class="quiet">
      Your present address stays until you have entered the code. Then you are signed out everywhere
      else.
    </p>
    <input type="hidden" name="change" value="email" />
    <Field
      name="email"
      label="New e-mail address"
      value={value}
      autocomplete="email"
      inputMode="email"
      problems={problems}
    />
  </Form>
);

interface CodeFormsProps {
  newEmail: string;
  problems: readonly FieldProblem[];
}

const CodeForms = ({ newEmail, problems }: CodeFormsProps) => (
  <>
    <Form
      action="/account"
      target={`#${ID}`}
      submit="Use this address"
      cancel="/account"
      problems={problems}
    >
      <input type="hidden" name="change" value="code" />
      <Field
        name="code"
        label="Code from the mail"
        hint={`Six digits, mailed to ${newEmail}.`}
        autocomplete="one-time-code"
        inputMode="numeric"
        problems={problems}
      />
    </Form>
    <form
      class="actions"
      action="/account"
      method="post"
      hx-post="/account"
      hx-target={`#${ID}`}
      hx-swap="outerHTML"
      hx-sync="this:drop"
    >
      <input type="hidden" name="change" value="email" />
      <input type="hidden" name="email" value={newEmail} />
      <button class="button quiet">Mail me another code</button>
      <a class="button quiet" href={CHANGE}>
        Take another address
      </a>
      <Waiting />
    </form>
  </>
);
