import { Field, type FieldProblem, Form } from '../components/form.js';
import { Status } from '../components/status.js';
import { Confirm } from './confirm.js';
import { AccountFrame } from './frame.js';
import { StillElsewhere } from './still-elsewhere.js';

/** How a change of the password went. */
export const PASSWORD_NOTICES = ['password-changed', 'password-changed-only'] as const;
type PasswordNotice = (typeof PASSWORD_NOTICES)[number];

export interface PasswordProps {
  /** What can be done now: confirm first, or once more, or change the password. */
  step: 'confirm' | 'confirm-again' | 'change';
  problems?: readonly FieldProblem[];
  notice?: PasswordNotice | undefined;
}

const PATH = '/account/password';

export const PasswordPage = (props: PasswordProps) => (
  <AccountFrame
    section="password"
    title="Password"
    about="You sign in with it and a code. Change it if somebody else may know it."
  >
    <PasswordStep {...props} />
  </AccountFrame>
);

/** What is swapped in for the form once it was sent. */
export const PasswordStep = ({ step, problems, notice }: PasswordProps) => (
  <>
    {notice && <Notice notice={notice} />}
    {step === 'change' ? (
      <PasswordForm problems={problems ?? []} />
    ) : (
      <Confirm returnTo={PATH} hasEnded={step === 'confirm-again'} />
    )}
  </>
);

const PasswordForm = ({ problems }: { problems: readonly FieldProblem[] }) => (
  <Form action={PATH} submit="Change password" cancel="/account" problems={problems}>
    <p class="quiet">You will be signed out everywhere else.</p>
    <Field
      name="current"
      label="Current password"
      secret
      autocomplete="current-password"
      problems={problems}
    />
    <Field
      name="proposed"
      label="New password"
      hint="Long, and used nowhere else. Capital and small letters, digits and symbols, and no blanks."
      secret
      autocomplete="new-password"
      problems={problems}
    />
  </Form>
);

const Notice = ({ notice }: { notice: PasswordNotice }) =>
  notice === 'password-changed' ? (
    <Status kind="success" title="Your password has been changed">
      <p>You are signed out everywhere else.</p>
    </Status>
  ) : (
    <StillElsewhere title="Your password has been changed" />
  );
