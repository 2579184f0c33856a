import { Confirmation } from '../components/confirmation.js';
import { Form } from '../components/form.js';
import { Icon } from '../components/icon.js';
import { type AdminUser, nameOfUser, pathOfUser } from './user-in-words.js';

interface Wording {
  readonly title: string;
  readonly consequences: readonly string[];
  readonly submit: string;
  readonly danger: boolean;
}

/** What is asked back before a change, and what is sent where it is meant. */
interface Question extends Wording {
  readonly path: string;
  readonly fields: Readonly<Record<string, string>>;
}

const SIGNED_OUT = 'They are signed out everywhere, at once.';

/** By the change. */
const WORDINGS = new Map<string, (name: string, group: string) => Wording>([
  [
    'disable',
    (name) => ({
      title: `Disable ${name}?`,
      consequences: [SIGNED_OUT, 'They can’t sign in until somebody enables them again.'],
      submit: 'Disable this user',
      danger: true,
    }),
  ],
  [
    'enable',
    (name) => ({
      title: `Enable ${name}?`,
      consequences: ['They can sign in again, with what they signed in with before.'],
      submit: 'Enable this user',
      danger: false,
    }),
  ],
  [
    'invite-again',
    (name) => ({
      title: `Invite ${name} once more?`,
      consequences: [
        'They get a mail with a new temporary password.',
        'The one from the mail before isn’t good any more.',
      ],
      submit: 'Send the invitation',
      danger: false,
    }),
  ],
  [
    'reset-password',
    (name) => ({
      title: `Reset the password of ${name}?`,
      consequences: [
        'Their password isn’t good any more. They get a mail with a code to choose a new one.',
        SIGNED_OUT,
      ],
      submit: 'Reset the password',
      danger: true,
    }),
  ],
  [
    'reset-authenticator',
    (name) => ({
      title: `Reset the authenticator of ${name}?`,
      consequences: [
        'Codes of their app aren’t taken any more. The next sign-in sets up another app: whoever knows the password can do that.',
        'Make sure that it is them who ask for it, and not somebody who says so.',
        SIGNED_OUT,
      ],
      submit: 'Reset the authenticator',
      danger: true,
    }),
  ],
  [
    'sign-out',
    (name) => ({
      title: `End all sessions of ${name}?`,
      consequences: [SIGNED_OUT, 'They can sign in again.'],
      submit: 'End all sessions',
      danger: true,
    }),
  ],
  [
    'leave',
    (name, group) => ({
      title: `Take ${name} out of ${group}?`,
      consequences: [
        'What is for this group alone isn’t for them any more.',
        `${SIGNED_OUT} What they hold from before still names the group.`,
      ],
      submit: 'Take them out',
      danger: true,
    }),
  ],
]);

/** The question before a change, if there is one: `leave` needs the group. */
export function questionOf(user: AdminUser, change: unknown, group: unknown): Question | undefined {
  const word = WORDINGS.get(String(change));
  if (!word || (change === 'leave' && !group)) return undefined;
  const fields = { do: String(change), ...(change === 'leave' && { group: String(group) }) };
  return { ...word(nameOfUser(user), String(group)), path: pathOfUser(user), fields };
}

interface QuestionProps {
  question: Question;
  /** Why it wasn't done. */
  problem?: string;
}

/** In the dialog, and as a page. */
export function QuestionPage({ question, problem }: QuestionProps) {
  const { title, consequences, submit, danger, path } = question;
  return (
    <div class="narrow">
      <Confirmation
        title={title}
        consequences={consequences}
        submit={submit}
        danger={danger}
        action={path}
        cancel={path}
      >
        <Asked question={question} problem={problem} />
      </Confirmation>
    </div>
  );
}

/** What is swapped in for the form where it wasn't done. */
export function QuestionForm({ question, problem }: QuestionProps) {
  const { submit, danger, path } = question;
  return (
    <Form action={path} cancel={path} submit={submit} danger={danger}>
      <Asked question={question} problem={problem} />
    </Form>
  );
}

const Asked = ({ question, problem }: QuestionProps) => (
  <>
    {problem && (
      <div class="status danger" role="alert" tabIndex={-1} data-takes-focus>
        <Icon name="warning" />
        <p>{problem}</p>
      </div>
    )}
    {Object.entries(question.fields).map(([name, value]) => (
      <input key={name} type="hidden" name={name} value={value} />
    ))}
  </>
);
